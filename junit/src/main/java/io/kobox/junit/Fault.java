package io.kobox.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets calls of the modules fail: {@code @Fault("kmalloc:3")} the third kmalloc,
 * {@code @Fault("copy_from_user:*}{@code /10")} every tenth, {@code @Fault("misc_register")} all.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Fault.Faults.class)
public @interface Fault {
  /** {@code FUNCTION:N}, {@code FUNCTION:*}, {@code FUNCTION:*}{@code /N} or {@code FUNCTION}. */
  String value();

  /** Several faults. */
  @Target({ElementType.TYPE, ElementType.METHOD})
  @Retention(RetentionPolicy.RUNTIME)
  @interface Faults {
    Fault[] value();
  }
}
