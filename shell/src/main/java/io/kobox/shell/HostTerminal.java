package io.kobox.shell;

import io.kobox.fs.pipe.Terminal;

/**
 * Which of kobox's own standard streams are a terminal. The launcher tells ({@code test -t}): to
 * ask from Java costs more than the rest of the start.
 */
final class HostTerminal {
  private static final String STREAMS = System.getProperty("kobox.terminal", "");

  private HostTerminal() {}

  static boolean isInput() {
    return STREAMS.contains("0");
  }

  static boolean isOutput() {
    return STREAMS.contains("1");
  }

  static boolean isError() {
    return STREAMS.contains("2");
  }

  /** The size that the launcher's environment tells, or the traditional one. */
  static Terminal size() {
    return new Terminal(number("LINES", 24), number("COLUMNS", 80));
  }

  private static int number(String variable, int otherwise) {
    String value = System.getenv(variable);
    try {
      return value == null ? otherwise : Integer.parseInt(value);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }
}
