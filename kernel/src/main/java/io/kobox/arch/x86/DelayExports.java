package io.kobox.arch.x86;

import io.kobox.export.KernelExport;
import io.kobox.kernel.time.TickSched;

/** Busy delays (arch/x86/lib/delay.c): the clock passes, and nothing else runs but interrupts. */
public final class DelayExports {
  private final TickSched tick;

  public DelayExports(TickSched tick) {
    this.tick = tick;
  }

  /** void __udelay(unsigned long usecs). */
  @KernelExport
  void __udelay(long microseconds) {
    tick.delay(microseconds * 1000);
  }

  /** void __ndelay(unsigned long nsecs). */
  @KernelExport
  void __ndelay(long nanoseconds) {
    tick.delay(nanoseconds);
  }

  /** void __const_udelay(unsigned long xloops): 2^32 of them are a second. */
  @KernelExport
  void __const_udelay(long loops) {
    tick.delay(Math.multiplyHigh(loops, 1_000_000_000L << 32));
  }

  /** void __delay(unsigned long loops), of a processor with 1 GHz. */
  @KernelExport
  void __delay(long loops) {
    tick.delay(loops);
  }
}
