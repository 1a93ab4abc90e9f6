package io.kobox.export;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method as the implementation of an exported kernel function of the same name.
 *
 * <p>Parameters are typed: {@code long} (an address or unsigned long), {@code int}, {@code short},
 * {@code byte}, {@code boolean}, {@code String} (a {@code const char *}, read as a C string; NULL
 * is refused as a page fault would be), {@link VarArgs} (last: the variable arguments) or {@link
 * ServedCall} (the raw call; counts for no argument). The method's result goes to RAX.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface KernelExport {
  /** The export's name, where it is no Java identifier or differs from the method's. */
  String name() default "";

  /** Further names served by the same method (aliases with an equal prototype). */
  String[] aliases() default {};

  /** How much of what Linux does is here. */
  Level level() default Level.FULL;

  /** What is missing or differs from Linux; shown to users. Required below {@link Level#FULL}. */
  String note() default "";
}
