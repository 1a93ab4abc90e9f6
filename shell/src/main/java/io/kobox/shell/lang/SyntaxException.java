package io.kobox.shell.lang;

/** Text that is not a command of the language. */
public final class SyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean incomplete;
  private final int line;
  private final boolean showsLine;

  /**
   * @param message as bash words it, without the prefix
   * @param line where (from 1)
   * @param incomplete whether more text could complete it
   * @param showsLine whether bash prints the line after the message
   */
  public SyntaxException(String message, int line, boolean incomplete, boolean showsLine) {
    super(message, null, false, false);
    this.line = line;
    this.incomplete = incomplete;
    this.showsLine = showsLine;
  }

  public boolean incomplete() {
    return incomplete;
  }

  public int line() {
    return line;
  }

  public boolean showsLine() {
    return showsLine;
  }

  public String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
