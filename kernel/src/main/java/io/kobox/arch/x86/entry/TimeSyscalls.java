package io.kobox.arch.x86.entry;

import io.kobox.kernel.process.ProcessCalls;
import io.kobox.kernel.sched.Task;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.types.Struct;

/** Time, and who runs (kernel/time/time.c, kernel/time/hrtimer.c, kernel/sched/core.c). */
final class TimeSyscalls {
  private static final long SECOND = 1_000_000_000L;
  private static final long MICROSECOND = 1_000;
  private static final int TIMER_ABSTIME = 1;
  private static final int CLOCKS = 12;

  private final UserProgram program;
  private final ProcessCalls calls;
  private final UserSpace space;

  TimeSyscalls(UserProgram program, ProcessCalls calls, UserSpace space) {
    this.program = program;
    this.calls = calls;
    this.space = space;
  }

  void addTo(SyscallTable table) {
    table.add(24, a -> yieldCpu());
    table.add(35, a -> nanosleep(0, false, a[0], a[1]));
    table.add(96, this::gettimeofday);
    table.add(98, this::getrusage);
    table.add(100, this::times);
    table.add(201, this::time);
    table.add(203, a -> 0); // sched_setaffinity: there is one CPU
    table.add(204, this::affinity);
    table.add(228, a -> store(a[1], clock((int) a[0])));
    table.add(229, this::resolution);
    table.add(230, a -> nanosleep((int) a[0], ((int) a[1] & TIMER_ABSTIME) != 0, a[2], a[3]));
    table.add(309, this::getcpu);
  }

  private long yieldCpu() {
    calls.enter();
    program.machine().scheduler().yieldCpu();
    return 0;
  }

  /** CLOCK_PROCESS_CPUTIME_ID and the thread's are the machine's. */
  private long clock(int clock) throws ErrnoException {
    return calls.clockGettime(clock == 2 || clock == 3 ? 1 : clock);
  }

  private long store(long address, long nanoseconds) throws ErrnoException {
    Struct time = space.struct("timespec64", address);
    time.set("tv_sec", nanoseconds / SECOND);
    time.set("tv_nsec", nanoseconds % SECOND);
    return 0;
  }

  private long resolution(long[] a) throws ErrnoException {
    calls.enter();
    if ((int) a[0] < 0 || (int) a[0] >= CLOCKS) {
      throw new ErrnoException(Errno.EINVAL);
    }
    return a[1] == 0 ? 0 : store(a[1], 1);
  }

  /** A signal ends it; what was left goes to {@code rest}. */
  private long nanosleep(int clock, boolean absolute, long address, long rest)
      throws ErrnoException {
    Struct time = space.struct("timespec64", address);
    long seconds = time.get("tv_sec");
    long nanoseconds = time.get("tv_nsec");
    if (seconds < 0 || nanoseconds < 0 || nanoseconds >= SECOND) {
      throw new ErrnoException(Errno.EINVAL);
    }
    long wanted = Math.min(seconds, Long.MAX_VALUE / SECOND - 1) * SECOND + nanoseconds;
    long length = absolute ? wanted - clock(clock) : wanted;
    calls.enter();
    long end = program.machine().timekeeping().monotonic() + length;
    boolean passed =
        length <= 0
            || program.machine().scheduler().sleepFor(Task.TASK_INTERRUPTIBLE, length)
            || program.machine().timekeeping().monotonic() >= end;
    if (passed) {
      return 0;
    }
    if (rest != 0 && !absolute) {
      store(rest, end - program.machine().timekeeping().monotonic());
    }
    throw ErrnoException.restartable(Errno.EINTR, Errno.ERESTART_RESTARTBLOCK);
  }

  private long gettimeofday(long[] a) throws ErrnoException {
    long now = clock(0);
    if (a[0] != 0) {
      Struct time = space.struct("__kernel_old_timeval", a[0]);
      time.set("tv_sec", now / SECOND);
      time.set("tv_usec", now % SECOND / MICROSECOND);
    }
    if (a[1] != 0) {
      space.cleared("timezone", a[1]);
    }
    return 0;
  }

  private long time(long[] a) throws ErrnoException {
    long seconds = clock(0) / SECOND;
    if (a[0] != 0) {
      space.putLong(a[0], seconds);
    }
    return seconds;
  }

  private long getrusage(long[] a) throws ErrnoException {
    calls.enter();
    space.cleared("rusage", a[1]);
    return 0;
  }

  private long times(long[] a) throws ErrnoException {
    if (a[0] != 0) {
      space.cleared("tms", a[0]);
    }
    return clock(1) / 10_000_000;
  }

  private long affinity(long[] a) throws ErrnoException {
    calls.enter();
    if ((int) a[1] < Long.BYTES) {
      throw new ErrnoException(Errno.EINVAL);
    }
    space.putLong(a[2], 1);
    return Long.BYTES;
  }

  private long getcpu(long[] a) throws ErrnoException {
    calls.enter();
    for (int i = 0; i < 2; i++) {
      if (a[i] != 0) {
        space.putInt(a[i], 0);
      }
    }
    return 0;
  }
}
