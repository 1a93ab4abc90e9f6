package io.kobox.image;

import io.kobox.pc.VirtualClock;
import java.time.Duration;

/** Keeps a machine's time from running ahead of the host's. */
final class RealTime {
  private final VirtualClock clock;
  private final long start = System.nanoTime();

  /** What the machine's time was, or would have been, when the host's was {@link #start}. */
  private long begin;

  RealTime(VirtualClock clock) {
    this.clock = clock;
    this.begin = clock.now();
  }

  /** Sleeps until the host's time is as far as the machine's; a machine that is late stays so. */
  void follow() {
    long ahead = clock.now() - begin - (System.nanoTime() - start);
    if (ahead <= 0) {
      begin += ahead;
      return;
    }
    try {
      Thread.sleep(Duration.ofNanos(ahead));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
