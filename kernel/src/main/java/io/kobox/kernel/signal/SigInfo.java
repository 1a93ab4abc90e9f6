package io.kobox.kernel.signal;

import io.kobox.types.Struct;

/**
 * What a handler learns of a signal besides its number (struct kernel_siginfo).
 *
 * @param code SI_USER and its like
 * @param first the fields' first eight bytes: pid and uid, an address, a band
 * @param second the eight bytes behind: a status, a descriptor
 */
public record SigInfo(int code, long first, long second) {
  private static final int SI_KERNEL = 0x80;

  /** Sent by the kernel itself (SEND_SIG_PRIV). */
  public static final SigInfo KERNEL = new SigInfo(SI_KERNEL, 0, 0);

  /** kill(2) by the process {@code pid}, which is root's (SI_USER). */
  public static SigInfo user(int pid) {
    return new SigInfo(0, pid, 0);
  }

  /** An exception of the CPU at {@code address}. */
  public static SigInfo fault(int code, long address) {
    return new SigInfo(code, address, 0);
  }

  /** Stores it to a {@code siginfo_t}, whose union begins after three ints and their padding. */
  public void store(Struct siginfo, int signal) {
    siginfo.set("si_signo", signal);
    siginfo.set("si_errno", 0);
    siginfo.set("si_code", code);
    siginfo.set("_sifields._sigfault._addr", first);
    siginfo.set("_sifields._sigpoll._fd", second);
  }
}
