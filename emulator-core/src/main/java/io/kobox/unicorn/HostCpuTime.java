package io.kobox.unicorn;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * How much of the host's CPUs a thread of the host has had. A watchdog that goes by it does not
 * take a busy host for a busy guest. Where the C library does not tell (macOS), it is the time that
 * passed.
 */
public final class HostCpuTime {
  private static final long SECOND = 1_000_000_000L;
  private static final boolean KNOWN = NativeFunctions.hasLibc("pthread_getcpuclockid");
  private static final MethodHandle SELF = NativeFunctions.libcCritical("pthread_self");

  private HostCpuTime() {}

  private static final class Clocks {
    private static final MethodHandle OF_THREAD = NativeFunctions.libc("pthread_getcpuclockid");
    private static final MethodHandle GET_TIME = NativeFunctions.libc("clock_gettime");

    private static long nanos(long thread, MemorySegment scratch) throws Throwable {
      long error = (long) OF_THREAD.invokeExact(thread, scratch.address(), 0L, 0L, 0L, 0L, 0L, 0L);
      if ((int) error == 0) {
        long clock = scratch.get(JAVA_INT, 0);
        error = (long) GET_TIME.invokeExact(clock, scratch.address(), 0L, 0L, 0L, 0L, 0L, 0L);
      }
      return (int) error == 0
          ? scratch.get(JAVA_LONG, 0) * SECOND + scratch.get(JAVA_LONG, Long.BYTES)
          : System.nanoTime();
    }
  }

  /** The thread of the host that calls this; a virtual thread may have another each time. */
  public static long currentThread() {
    try {
      return (long) SELF.invokeExact(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw new UnicornException("pthread_self", e);
    }
  }

  /** The CPU time of a thread that lives, in nanoseconds; 0 is no thread. */
  public static long nanos(long thread) {
    if (!KNOWN || thread == 0) {
      return System.nanoTime();
    }
    try (Arena arena = Arena.ofConfined()) {
      return Clocks.nanos(thread, arena.allocate(2 * Long.BYTES, Long.BYTES));
    } catch (Throwable e) {
      throw new UnicornException("pthread_getcpuclockid", e);
    }
  }
}
