package io.kobox.shell;

/** The colours that dmesg gives to the lines of the log (util-linux, sys-utils/dmesg.c). */
final class DmesgColors {
  private static final String RESET = "\033[0m";
  private static final String TIME = "\033[32m";
  private static final String SUBSYSTEM = "\033[33m";

  private DmesgColors() {}

  /** A line {@code [time] text} with its time, its subsystem and its severity in colour. */
  static String paint(int level, String line) {
    int end = line.indexOf("] ");
    if (end < 0) {
      return line;
    }
    String time = line.substring(0, end + 1);
    String text = line.substring(end + 2).stripTrailing();
    int colon = text.indexOf(": ");
    String severity =
        switch (level) {
          case 0, 1 -> "\033[7m\033[31m";
          case 2 -> "\033[1m\033[31m";
          case 3 -> "\033[31m";
          case 4 -> "\033[1m";
          default -> "";
        };
    String head = colon < 0 ? "" : SUBSYSTEM + text.substring(0, colon + 1) + RESET;
    String body = colon < 0 ? text : text.substring(colon + 1);
    return TIME
        + time
        + RESET
        + " "
        + head
        + severity
        + body
        + (severity.isEmpty() ? "" : RESET)
        + "\n";
  }
}
