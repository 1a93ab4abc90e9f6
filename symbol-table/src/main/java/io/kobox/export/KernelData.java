package io.kobox.export;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method as the initialiser of an exported kernel variable of the same name. It gets the
 * address of zeroed storage: {@code void jiffies(long address)}.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface KernelData {
  /** The export's name, where it differs from the method's. */
  String name() default "";

  /**
   * The variable's C type as BTF names it: {@code struct kernel_param_ops}, {@code long unsigned
   * int}.
   */
  String type();

  /** The number of elements, for arrays. */
  int count() default 1;

  /** Per-CPU variables live in the per-CPU area; their address is an offset into it. */
  boolean perCpu() default false;

  /** How much of what Linux does is here. */
  Level level() default Level.FULL;

  /** What is missing or differs from Linux; shown to users. Required below {@link Level#FULL}. */
  String note() default "";
}
