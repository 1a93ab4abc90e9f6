package io.kobox.kernel.check;

import java.util.List;
import java.util.regex.Pattern;

/** Which messages of the kernel's log tell that something is wrong with a module. */
public final class LogFindings {
  private static final List<String> BEGINNINGS =
      List.of(
          "BUG: ",
          "BUG ",
          "kernel BUG at ",
          "general protection fault",
          "stack guard page",
          "WARNING: ",
          "INFO: task ",
          "list_add corruption",
          "list_del corruption",
          "Kernel panic",
          "watchdog: BUG: ");

  /** An oops's first line (__die_header), unless BUG came before: "divide error: 0000 [#1] …". */
  private static final Pattern OOPS =
      Pattern.compile("^(?!Oops)[a-zA-Z][a-zA-Z ,-]*: [0-9a-f]{4} \\[#\\d+]");

  private LogFindings() {}

  /** Whether a message is the first line of a warning, a bug or an oops. */
  public static boolean isFinding(String message) {
    return BEGINNINGS.stream().anyMatch(message::startsWith) || OOPS.matcher(message).find();
  }
}
