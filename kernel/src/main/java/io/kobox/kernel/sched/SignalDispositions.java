package io.kobox.kernel.sched;

/** What a task does about signals (struct sighand_struct). */
public interface SignalDispositions {
  /** SIGCHLD, SIGCONT, SIGURG and SIGWINCH: they do nothing where there is no handler. */
  long IGNORED_BY_DEFAULT = 1L << 16 | 1L << 17 | 1L << 22 | 1L << 27;

  /** Each signal is for the task itself to look at: a kernel thread. */
  SignalDispositions NONE =
      new SignalDispositions() {
        @Override
        public boolean ignores(int signal) {
          return false;
        }
      };

  /** Those of a program that has no handlers. */
  SignalDispositions DEFAULT =
      new SignalDispositions() {
        @Override
        public boolean ignores(int signal) {
          return ignoredByDefault(signal);
        }
      };

  /** Whether a signal does nothing by itself. */
  static boolean ignoredByDefault(int signal) {
    return (IGNORED_BY_DEFAULT & (1L << (signal - 1))) != 0;
  }

  /** Whether the signal does nothing. */
  boolean ignores(int signal);

  /** Whether a handler of the program takes it; else it ends the task. */
  default boolean catches(int signal) {
    return false;
  }
}
