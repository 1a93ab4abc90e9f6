package io.kobox.syscalls;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The number of a system call (arch/x86/entry/syscalls/syscall_64.tbl). */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Syscall {
  /** What a program has in RAX when it makes the call. */
  int value();
}
