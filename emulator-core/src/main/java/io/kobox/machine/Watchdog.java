package io.kobox.machine;

import io.kobox.checkpoint.HostSide;
import io.kobox.unicorn.HostCpuTime;
import java.time.Duration;

/**
 * Interrupts a CPU that has run for too long of wall-clock time without a stop, while the host gave
 * it time to. It samples the CPU's count of starts and stops, so it costs a run nothing.
 */
@HostSide
final class Watchdog implements AutoCloseable {
  private static final int SAMPLES = 4;

  /** Nanoseconds of CPU in each millisecond with which a sample counts. */
  private static final long ENOUGH = 700_000;

  private final Cpu cpu;
  private final long intervalMillis;
  private final Thread thread;

  Watchdog(Cpu cpu, Duration limit) {
    this.cpu = cpu;
    this.intervalMillis = Math.max(1, limit.toMillis() / SAMPLES);
    this.thread = Thread.ofPlatform().daemon().name("kobox watchdog").start(this::watch);
  }

  private void watch() {
    long seen = 0;
    long used = 0;
    int samples = 0;
    try {
      while (true) {
        Thread.sleep(intervalMillis);
        long now = cpu.transitions();
        boolean running = now % 2 != 0;
        long nowUsed = running ? HostCpuTime.nanos(cpu.runner()) : 0;
        if (now != seen || !running) {
          samples = 0;
        } else if (nowUsed - used >= intervalMillis * ENOUGH) {
          samples++;
        }
        used = nowUsed;
        seen = now;
        if (samples >= SAMPLES) {
          cpu.interrupt(now);
        }
      }
    } catch (InterruptedException e) {
      return;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
