package io.kobox.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test of a class a freshly booted {@link Machine} with modules in it. After the test
 * the modules are removed, and what the machine's checks found fails the test. On a method it takes
 * the place of the class's.
 *
 * <pre>{@code
 * @KernelTest(modules = "mailbox.ko", params = "capacity=2")
 * class MailboxTest {
 *   @Test
 *   void keepsMessages(Machine machine) throws Exception {
 *     try (OpenFile box = machine.open("/dev/mailbox", O_RDWR)) {
 *       box.write("hello");
 *       assertEquals("hello", box.readText(16));
 *     }
 *   }
 * }
 * }</pre>
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(KernelExtension.class)
public @interface KernelTest {
  /**
   * The module files to load, in this order; relative to the folder of {@code -Dkobox.modules}, or
   * else to the working directory.
   */
  String[] modules() default {};

  /** The parameters of the last module, as for insmod: {@code "n=3 name=x"}. */
  String params() default "";

  /**
   * Varies what Linux leaves to chance. With any other seed than 0 a task may also lose the CPU at
   * every call of the kernel ({@code preempt=full}).
   */
  long seed() default 0;

  /**
   * A real kernel to run, of a file or by the name under which {@code kobox kernel install} keeps
   * it; empty: the simulated one, or that of {@code -Dkobox.kernel}. There, tests that replace or
   * call functions are skipped, and there are no random preemptions.
   */
  String kernel() default "";

  /** Findings that do not fail the test: those with one of these texts in them. */
  String[] allow() default {};
}
