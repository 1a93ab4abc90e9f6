package io.kobox.lib;

import java.util.function.Supplier;

/**
 * Ends a walk through linked structures of the guest that has no end: on Linux it would be a soft
 * lockup.
 */
public final class WalkLimit {
  /** More than the machine's memory has room for nodes. */
  private static final int STEPS = 1 << 24;

  private final Supplier<Error> lockup;
  private int left;

  /**
   * @param lockup reports the CPU as stuck; what ends its task
   */
  public WalkLimit(Supplier<Error> lockup) {
    this.lockup = lockup;
  }

  /** A walk begins. */
  public void start() {
    left = STEPS;
  }

  /** One node further. */
  public void step() {
    if (--left < 0) {
      throw lockup.get();
    }
  }
}
