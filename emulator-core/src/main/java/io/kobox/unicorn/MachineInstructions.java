package io.kobox.unicorn;

/**
 * The instructions whose result lies outside the CPU: the time-stamp counter and the I/O ports. The
 * defaults are deterministic and show nothing of the host. The methods run inside the CPU: they
 * must neither block nor run guest code.
 */
public interface MachineInstructions {
  /** The time-stamp counter. */
  long rdtsc();

  /** The guest waits in a loop; called only by machines that were told to look for that. */
  default void pause() {}

  /**
   * EAX, EBX, ECX and EDX of CPUID; asked only of machines that answer it, see {@link
   * Unicorn#answerCpuid}.
   */
  default int[] cpuid(int leaf, int subleaf) {
    return new int[4];
  }

  /** Reads {@code size} bytes from a port; where no device answers, all bits are ones. */
  default int in(int port, int size) {
    return -1;
  }

  /** Writes {@code size} bytes to a port; where no device listens, nothing happens. */
  default void out(int port, int size, int value) {}
}
