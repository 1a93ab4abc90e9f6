package io.kobox.kmod;

/**
 * A failed {@code assert} of libkmod: real kmod prints the text and dies of SIGABRT. Thrown where a
 * malformed file makes the real program abort, so that the caller can die the same way.
 */
public final class KmodAbort extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** {@code text} is what assert prints after the program's name. */
  public KmodAbort(String text) {
    super(text, null, false, false);
  }

  /** What assert prints after {@code program: }. */
  public String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
