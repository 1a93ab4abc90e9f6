package io.kobox.syscalls;

/** What wait4 returns: which child ended, and how. */
public record WaitStatus(int pid, int exitStatus, int signal) {
  /** The shell's {@code $?}: the exit status, or 128 + signal. */
  public int shellStatus() {
    return signal == 0 ? exitStatus : 128 + signal;
  }

  /** The integer that wait(2) stores. */
  public int raw() {
    return exitStatus << 8 | signal;
  }
}
