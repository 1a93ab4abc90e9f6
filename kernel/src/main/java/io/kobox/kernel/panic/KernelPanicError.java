package io.kobox.kernel.panic;

/** The machine has panicked: nothing of it runs any more. */
public final class KernelPanicError extends Error {
  private static final long serialVersionUID = 1L;

  public KernelPanicError(String message) {
    super(message, null, false, false);
  }
}
