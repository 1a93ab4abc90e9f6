package io.kobox.junit;

/** The test's own process died in the machine, of an oops or a wait without end. */
public final class DeadProcessError extends AssertionError {
  private static final long serialVersionUID = 1L;

  DeadProcessError(String message) {
    super(message);
  }
}
