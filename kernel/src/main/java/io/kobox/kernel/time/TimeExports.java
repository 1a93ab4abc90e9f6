package io.kobox.kernel.time;

import io.kobox.export.KernelExport;
import io.kobox.export.Leaf;
import io.kobox.machine.Cpu;
import io.kobox.types.Struct;
import io.kobox.types.Structs;
import io.kobox.unicorn.Register;

/** Conversions of times (kernel/time/time.c, timeconv.c). */
@Leaf
public final class TimeExports {
  private static final long NSEC_PER_SEC = 1_000_000_000L;
  private static final int USER_HZ = 100;

  private static final long SECONDS_PER_DAY = 86_400;

  private final Cpu cpu;
  private final Structs structs;

  public TimeExports(Cpu cpu, Structs structs) {
    this.cpu = cpu;
    this.structs = structs;
  }

  /** unsigned int jiffies_to_msecs(const unsigned long j). */
  @KernelExport
  int jiffies_to_msecs(long j) {
    return (int) (j * (1000 / Jiffies.HZ));
  }

  /** unsigned int jiffies_to_usecs(const unsigned long j). */
  @KernelExport
  int jiffies_to_usecs(long j) {
    return (int) (j * (1_000_000 / Jiffies.HZ));
  }

  /** unsigned long __msecs_to_jiffies(const unsigned int m). */
  @KernelExport
  long __msecs_to_jiffies(int milliseconds) {
    return Jiffies.fromMilliseconds(milliseconds);
  }

  /** unsigned long __usecs_to_jiffies(const unsigned int u). */
  @KernelExport
  long __usecs_to_jiffies(int microseconds) {
    int perJiffy = 1_000_000 / Jiffies.HZ;
    return (Integer.toUnsignedLong(microseconds) + perJiffy - 1) / perJiffy;
  }

  /** unsigned long nsecs_to_jiffies(u64 n): rounded down. */
  @KernelExport(aliases = "nsecs_to_jiffies64")
  long nsecs_to_jiffies(long nanoseconds) {
    return Long.divideUnsigned(nanoseconds, Jiffies.TICK);
  }

  /** u64 jiffies64_to_nsecs(u64 j). */
  @KernelExport
  long jiffies64_to_nsecs(long j) {
    return j * Jiffies.TICK;
  }

  /** u64 jiffies64_to_msecs(const u64 j). */
  @KernelExport
  long jiffies64_to_msecs(long j) {
    return j * (1000 / Jiffies.HZ);
  }

  /** clock_t jiffies_to_clock_t(unsigned long x). */
  @KernelExport(aliases = "jiffies_64_to_clock_t")
  long jiffies_to_clock_t(long j) {
    return Long.divideUnsigned(j * USER_HZ, Jiffies.HZ);
  }

  /** unsigned long clock_t_to_jiffies(unsigned long x). */
  @KernelExport
  long clock_t_to_jiffies(long ticks) {
    return Long.compareUnsigned(ticks, Long.divideUnsigned(-1L, Jiffies.HZ) * USER_HZ) >= 0
        ? -1L
        : Long.divideUnsigned(ticks * Jiffies.HZ, USER_HZ);
  }

  /** unsigned long timespec64_to_jiffies(const struct timespec64 *value): rounded up. */
  @KernelExport
  long timespec64_to_jiffies(long timespec) {
    long seconds = timespec(timespec).get("tv_sec");
    if (seconds >= Jiffies.MAX_OFFSET / Jiffies.HZ) {
      return Jiffies.MAX_OFFSET;
    }
    long nanoseconds = timespec(timespec).get("tv_nsec") + Jiffies.TICK - 1;
    return seconds * Jiffies.HZ + nanoseconds / Jiffies.TICK;
  }

  /** void jiffies_to_timespec64(const unsigned long jiffies, struct timespec64 *value). */
  @KernelExport
  void jiffies_to_timespec64(long j, long timespec) {
    timespec(timespec).set("tv_sec", Long.divideUnsigned(j, Jiffies.HZ));
    timespec(timespec).set("tv_nsec", Long.remainderUnsigned(j, Jiffies.HZ) * Jiffies.TICK);
  }

  /** struct timespec64 ns_to_timespec64(const s64 nsec): in RAX and RDX. */
  @KernelExport
  long ns_to_timespec64(long nanoseconds) {
    cpu.write(Register.RDX, Math.floorMod(nanoseconds, NSEC_PER_SEC));
    return Math.floorDiv(nanoseconds, NSEC_PER_SEC);
  }

  /** struct __kernel_old_timeval ns_to_kernel_old_timeval(s64 nsec): in RAX and RDX. */
  @KernelExport
  long ns_to_kernel_old_timeval(long nanoseconds) {
    cpu.write(Register.RDX, Math.floorMod(nanoseconds, NSEC_PER_SEC) / 1000);
    return Math.floorDiv(nanoseconds, NSEC_PER_SEC);
  }

  /** void set_normalized_timespec64(struct timespec64 *ts, time64_t sec, s64 nsec). */
  @KernelExport
  void set_normalized_timespec64(long timespec, long seconds, long nanoseconds) {
    timespec(timespec).set("tv_sec", seconds + Math.floorDiv(nanoseconds, NSEC_PER_SEC));
    timespec(timespec).set("tv_nsec", Math.floorMod(nanoseconds, NSEC_PER_SEC));
  }

  /** time64_t mktime64(year, mon, day, hour, min, sec): all unsigned int. */
  @KernelExport
  long mktime64(int year, int month, int day, int hour, int minute, int second) {
    int mon = month - 2;
    long y = Integer.toUnsignedLong(year);
    if (mon <= 0) {
      mon += 12;
      y--;
    }
    long days = y / 4 - y / 100 + y / 400 + 367L * mon / 12 + day + y * 365 - 719499;
    return ((days * 24 + hour) * 60 + minute) * 60 + second;
  }

  /**
   * void time64_to_tm(time64_t totalsecs, int offset, struct tm *result), of
   * kernel/time/timeconv.c: Neri and Schneider's calendar, in which years begin in March.
   */
  @KernelExport
  void time64_to_tm(long totalsecs, int offset, long result) {
    long local = totalsecs % SECONDS_PER_DAY + offset;
    long days = totalsecs / SECONDS_PER_DAY + Math.floorDiv(local, SECONDS_PER_DAY);
    int seconds = (int) Math.floorMod(local, SECONDS_PER_DAY);
    long quarters = 4 * (days + 2_305_843_009_213_814_918L) + 3;
    long century = Long.divideUnsigned(quarters, 146_097);
    long dayOfCentury = Long.remainderUnsigned(quarters, 146_097) / 4;
    long years = 2_939_745L * (4 * dayOfCentury + 3);
    int yearOfCentury = (int) (years >>> Integer.SIZE);
    int dayOfYear = (int) ((years & 0xffff_ffffL) / 2_939_745 / 4);
    boolean leap = yearOfCentury != 0 ? yearOfCentury % 4 == 0 : century % 4 == 0;
    int months = 2141 * dayOfYear + 132_377;
    int month = months >>> Short.SIZE;
    boolean nextYear = dayOfYear >= 306;
    long year = 100 * century + yearOfCentury - 6_313_183_731_940_000L + (nextYear ? 1 : 0);
    Struct tm = structs.at("tm", result);
    tm.set("tm_sec", seconds % 60);
    tm.set("tm_min", seconds / 60 % 60);
    tm.set("tm_hour", seconds / 3600);
    tm.set("tm_mday", (months & 0xffff) / 2141 + 1);
    tm.set("tm_mon", nextYear ? month - 12 : month);
    tm.set("tm_year", year - 1900);
    tm.set("tm_wday", Math.floorMod(4 + days, 7));
    tm.set("tm_yday", dayOfYear + (nextYear ? -306 : 31 + 28 + (leap ? 1 : 0)));
  }

  private Struct timespec(long address) {
    return structs.at("timespec64", address);
  }
}
