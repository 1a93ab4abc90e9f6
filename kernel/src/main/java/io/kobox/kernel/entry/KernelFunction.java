package io.kobox.kernel.entry;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The kernel function that a method stands for, so that call traces name it where Linux has a frame
 * of it. Exported functions need none: they are known by {@code KernelExport}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface KernelFunction {
  /**
   * Its name; of functions that the method does the work of together, the innermost first; none for
   * a function that Linux has no frame of, because it ends with a jump to another.
   */
  String[] value();
}
