package io.kobox.shell.lab;

/** Something about a lab that its user has to know; the message says it. */
public final class LabException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A message for the user. */
  public LabException(String message) {
    super(message);
  }

  /** The message. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
