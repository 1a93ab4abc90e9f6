package io.kobox.kernel.time;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.export.Leaf;
import io.kobox.types.StructType;
import io.kobox.types.Structs;

/** The clocks (kernel/time/timekeeping.c, kernel/sched/clock.c). Nothing ever adjusts them. */
@Leaf
public final class TimekeepingExports {
  private static final long NSEC_PER_SEC = 1_000_000_000L;
  private static final int TK_OFFS_REAL = 0;
  private static final int TK_OFFS_TAI = 2;

  private final Timekeeping timekeeping;
  private final Jiffies jiffies;
  private final StructType timespec64;

  public TimekeepingExports(Timekeeping timekeeping, Jiffies jiffies, Structs structs) {
    this.timekeeping = timekeeping;
    this.jiffies = jiffies;
    this.timespec64 = structs.type("timespec64");
  }

  /** unsigned long volatile jiffies. */
  @KernelData(type = "long unsigned int")
  void jiffies(long address) {
    jiffies.setAddress(address);
  }

  /** u64 jiffies_64: the same variable. */
  @KernelData(type = "long unsigned int")
  void jiffies_64(long address) {
    jiffies.setAddress(address);
  }

  /** ktime_t ktime_get(void); CLOCK_BOOTTIME is the same, as the machine never sleeps. */
  @KernelExport(
      aliases = {
        "ktime_get_raw",
        "ktime_get_boottime",
        "ktime_get_mono_fast_ns",
        "ktime_get_raw_fast_ns",
        "ktime_get_boot_fast_ns",
        "sched_clock",
        "local_clock"
      })
  long ktime_get() {
    return timekeeping.monotonic();
  }

  /** u64 sched_clock_cpu(int cpu). */
  @KernelExport
  long sched_clock_cpu(int cpu) {
    return timekeeping.monotonic();
  }

  /** ktime_t ktime_get_real(void), behind hrtimers of CLOCK_REALTIME. */
  @KernelExport(aliases = {"ktime_get_clocktai", "ktime_get_real_fast_ns", "ktime_get_tai_fast_ns"})
  long ktime_get_real() {
    return timekeeping.realtime();
  }

  /** ktime_t ktime_get_with_offset(enum tk_offsets offs). */
  @KernelExport
  long ktime_get_with_offset(int offset) {
    return offset == TK_OFFS_REAL || offset == TK_OFFS_TAI
        ? timekeeping.realtime()
        : timekeeping.monotonic();
  }

  /** ktime_t ktime_get_coarse_with_offset(enum tk_offsets offs): as of the last tick. */
  @KernelExport
  long ktime_get_coarse_with_offset(int offset) {
    return offset == TK_OFFS_REAL || offset == TK_OFFS_TAI
        ? coarse() + timekeeping.realtimeOffset()
        : coarse();
  }

  private long coarse() {
    long now = timekeeping.monotonic();
    return now - now % Jiffies.TICK;
  }

  /** ktime_t ktime_mono_to_any(ktime_t tmono, enum tk_offsets offs). */
  @KernelExport
  long ktime_mono_to_any(long monotonic, int offset) {
    return offset == TK_OFFS_REAL || offset == TK_OFFS_TAI
        ? monotonic + timekeeping.realtimeOffset()
        : monotonic;
  }

  /** time64_t ktime_get_seconds(void). */
  @KernelExport
  long ktime_get_seconds() {
    return timekeeping.monotonic() / NSEC_PER_SEC;
  }

  /** time64_t ktime_get_real_seconds(void). */
  @KernelExport
  long ktime_get_real_seconds() {
    return timekeeping.realtime() / NSEC_PER_SEC;
  }

  /** u32 ktime_get_resolution_ns(void). */
  @KernelExport
  int ktime_get_resolution_ns() {
    return 1;
  }

  private void store(long timespec, long nanoseconds) {
    timespec64.at(timespec).set("tv_sec", nanoseconds / NSEC_PER_SEC);
    timespec64.at(timespec).set("tv_nsec", nanoseconds % NSEC_PER_SEC);
  }

  /** void ktime_get_real_ts64(struct timespec64 *ts). */
  @KernelExport
  void ktime_get_real_ts64(long timespec) {
    store(timespec, timekeeping.realtime());
  }

  /** void ktime_get_ts64(struct timespec64 *ts). */
  @KernelExport(aliases = {"ktime_get_raw_ts64", "ktime_get_boottime_ts64"})
  void ktime_get_ts64(long timespec) {
    store(timespec, timekeeping.monotonic());
  }

  /** void ktime_get_coarse_real_ts64(struct timespec64 *ts). */
  @KernelExport
  void ktime_get_coarse_real_ts64(long timespec) {
    store(timespec, coarse() + timekeeping.realtimeOffset());
  }

  /** void ktime_get_coarse_ts64(struct timespec64 *ts). */
  @KernelExport
  void ktime_get_coarse_ts64(long timespec) {
    store(timespec, coarse());
  }

  /** void getboottime64(struct timespec64 *ts): when the machine booted. */
  @KernelExport
  void getboottime64(long timespec) {
    store(timespec, timekeeping.realtimeOffset());
  }
}
