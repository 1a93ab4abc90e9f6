package io.kobox.machine;

/** Physical memory has no free page frames left, or no run of them that is long enough. */
public final class OutOfFramesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OutOfFramesException(long frames) {
    super("no " + frames + " free page frames", null, false, false);
  }
}
