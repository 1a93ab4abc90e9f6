package io.kobox.kernel.sched;

import io.kobox.kernel.SeededRandom;
import io.kobox.lib.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * Whether a machine is preemptible just now ({@code preempt=full}), and by which randomness tasks
 * lose the CPU. Who made it may change that at any time of the machine's life.
 */
public final class Preemption {
  /** One call in so many is preempted. */
  private static final int ODDS = 3;

  private final boolean standard;
  private boolean on;

  /** Null: the machine's own. */
  private @Nullable SeededRandom random;

  /**
   * @param on whether the machine is preemptible from the start, by its own seed
   */
  public Preemption(boolean on) {
    standard = on;
    this.on = on;
  }

  /** Tasks lose the CPU from here on where {@code seed} says. */
  public void begin(long seed) {
    on = true;
    random = new SeededRandom(seed);
  }

  /** From here on it is as it was at the start. */
  public void end() {
    on = standard;
    random = null;
  }

  /** Whether the running task is to lose the CPU. */
  boolean isDue(RandomSource machine) {
    if (!on) {
      return false;
    }
    SeededRandom own = random;
    return (own == null ? machine.next() : own.nextLong()) % ODDS == 0;
  }
}
