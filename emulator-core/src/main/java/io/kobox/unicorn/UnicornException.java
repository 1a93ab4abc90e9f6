package io.kobox.unicorn;

/** libunicorn is missing, too old, or refused a call. */
public final class UnicornException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnicornException(String message) {
    super(message);
  }

  public UnicornException(String message, Throwable cause) {
    super(message, cause);
  }
}
