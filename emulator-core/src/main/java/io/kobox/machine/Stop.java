package io.kobox.machine;

/**
 * Why the CPU stopped. All registers are those at that point, and the CPU can run again at once.
 */
public sealed interface Stop {
  /** RIP when the CPU stopped; of a fault, the faulting instruction. */
  long rip();

  /** A trap of the {@link TrapTable} was reached; {@code rip} is the trap's address. */
  record Trap(long rip) implements Stop {}

  /**
   * Page fault (vector 14): the page tables do not allow an access to {@code address}.
   *
   * @param errorCode the x86 error code, see the constants
   */
  record PageFault(long rip, long address, int errorCode) implements Stop {
    /** The page was present: a protection fault. */
    public static final int PROTECTION = 1;

    public static final int WRITE = 1 << 1;
    public static final int USER = 1 << 2;
    public static final int FETCH = 1 << 4;
  }

  /**
   * Any other exception of the CPU: divide error 0, debug 1, int3 3, general protection 13 ...;
   * also {@code int n}. As on hardware, {@code rip} of a trap (int3, int n, single step) is the
   * instruction after it, of a fault the instruction itself.
   */
  record CpuException(int vector, long rip, int errorCode) implements Stop {
    public static final int DIVIDE_ERROR = 0;
    public static final int DEBUG = 1;
    public static final int BREAKPOINT = 3;
    public static final int OVERFLOW = 4;
    public static final int DOUBLE_FAULT = 8;
    public static final int GENERAL_PROTECTION = 13;

    /** Physical memory that does not exist was accessed, or the page tables were exchanged. */
    public static final int MACHINE_CHECK = 18;
  }

  /** An instruction that does not exist (vector 6), such as {@code ud2}. */
  record InvalidOpcode(long rip) implements Stop {}

  /** A program's SYSCALL; {@code rip} is the instruction after it. */
  record SystemCall(long rip) implements Stop {}

  /** A {@code hlt} that is no trap; {@code rip} is the instruction after it. */
  record Halt(long rip) implements Stop {}

  /** The {@link Watchdog} found that the CPU ran for too long without a stop. */
  record Interrupted(long rip) implements Stop {}
}
