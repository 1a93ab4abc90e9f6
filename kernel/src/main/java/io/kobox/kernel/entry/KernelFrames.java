package io.kobox.kernel.entry;

import io.kobox.export.KernelExport;
import io.kobox.syscalls.Syscall;
import io.kobox.syscalls.SystemCalls;
import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The kernel functions that are being executed in Java, found on the stack of the running task's
 * own thread. Guest code and Java call each other, so they come in parts.
 */
public final class KernelFrames {
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /** In a part: here an interrupt came. */
  public static final String INTERRUPT = "";

  /** Where a program's system call enters the kernel. */
  public static final String SYSTEM_CALL = "entry_SYSCALL_64_after_hwframe";

  /** exit_group, which a program's end is. */
  private static final int EXIT_GROUP = 231;

  private KernelFrames() {}

  /** The number of the system call that the current process makes. */
  public static int systemCall() {
    return WALKER.walk(
        frames ->
            frames
                .filter(frame -> SystemCalls.class.isAssignableFrom(frame.getDeclaringClass()))
                .mapToInt(KernelFrames::number)
                .reduce(EXIT_GROUP, (inner, outer) -> outer == 0 ? inner : outer));
  }

  private static int number(StackFrame frame) {
    try {
      Syscall number =
          SystemCalls.class
              .getMethod(frame.getMethodName(), frame.getMethodType().parameterArray())
              .getAnnotation(Syscall.class);
      return number == null ? 0 : number.value();
    } catch (NoSuchMethodException e) {
      return 0; // a private method, or a call that Linux does not have
    }
  }

  /**
   * The names of the functions, the innermost first: those below the guest code that runs now, then
   * those that called it, then those that called the guest code before that, and so on. Where an
   * interrupt came, there is {@link #INTERRUPT}.
   */
  public static List<List<String>> parts() {
    return WALKER.walk(KernelFrames::parts);
  }

  private static List<List<String>> parts(Stream<StackFrame> frames) {
    List<List<String>> parts = new ArrayList<>();
    parts.add(new ArrayList<>());
    frames.forEach(
        frame -> {
          if (frame.getDeclaringClass() == GuestCode.class) {
            switch (frame.getMethodName()) {
              case "call" -> parts.add(new ArrayList<>());
              case "interrupt" -> parts.getLast().add(INTERRUPT);
              default -> {}
            }
          } else if (frame.getDeclaringClass().getName().startsWith("io.kobox.")) {
            parts.getLast().addAll(functions(frame));
          }
        });
    return parts;
  }

  private static List<String> functions(StackFrame frame) {
    try {
      var method =
          frame
              .getDeclaringClass()
              .getDeclaredMethod(frame.getMethodName(), frame.getMethodType().parameterArray());
      KernelFunction function = method.getAnnotation(KernelFunction.class);
      if (function != null) {
        return List.of(function.value());
      }
      KernelExport export = method.getAnnotation(KernelExport.class);
      return export == null
          ? List.of()
          : List.of(export.name().isEmpty() ? method.getName() : export.name());
    } catch (NoSuchMethodException e) {
      return List.of(); // a constructor
    }
  }
}
