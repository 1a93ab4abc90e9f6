package io.kobox.debug;

/** Ends a machine's life, for another one that does the same up to a place in the past. */
public final class GoBackError extends Error {
  private static final long serialVersionUID = 1L;

  private final transient Journey journey;

  GoBackError(Journey journey) {
    super("back to an earlier place", null, false, false);
    this.journey = journey;
  }

  /** What the next machine's debugger is to do. */
  public Journey journey() {
    return journey;
  }
}
