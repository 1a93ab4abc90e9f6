package io.kobox.kernel.check;

import java.util.List;

/** Which messages of the kernel's log tell that something is wrong with a module. */
public final class LogFindings {
  private static final List<String> BEGINNINGS =
      List.of(
          "BUG: ",
          "BUG ",
          "kernel BUG at ",
          "general protection fault",
          "invalid opcode",
          "stack guard page",
          "WARNING: ",
          "INFO: task ",
          "list_add corruption",
          "list_del corruption",
          "Kernel panic",
          "watchdog: BUG: ");

  private LogFindings() {}

  /** Whether a message is the first line of a warning, a bug or an oops. */
  public static boolean isFinding(String message) {
    return BEGINNINGS.stream().anyMatch(message::startsWith);
  }
}
