package io.kobox.export;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks exports, or all those of a class, that call no code of the guest, never sleep and do not
 * look at who called them (much as {@code __attribute__((leaf))} of GCC): they can be served while
 * the CPU is in the middle of a run.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Leaf {}
