package io.kobox.image;

import io.kobox.pc.FunctionTrap;
import io.kobox.pc.Pc;

/**
 * Has each round of {@code static void run_ksoftirqd(unsigned int cpu)} (kernel/softirq.c) take
 * time. A softirq that is raised again whenever it has run, as that of a tasklet that is disabled,
 * keeps that thread busy with no stop of the CPU; the timer that ends it must come even so.
 */
final class SoftirqRounds implements FunctionTrap {
  static final String FUNCTION = "run_ksoftirqd";

  /** What a round takes on a slow machine, in nanoseconds. */
  private static final long ROUND = 10_000;

  @Override
  public boolean entered(Pc pc) {
    pc.clock().advance(ROUND);
    return false;
  }
}
