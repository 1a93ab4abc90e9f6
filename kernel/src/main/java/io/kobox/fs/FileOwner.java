package io.kobox.fs;

/**
 * Who gets the signals of a file (struct fown_struct).
 *
 * @param pid a process; if negative, a process group; 0: nobody
 * @param signal 0 for SIGIO
 */
public record FileOwner(int pid, int signal) {
  /** Nobody. */
  public static final FileOwner NONE = new FileOwner(0, 0);

  /** Sends signals to owners. */
  public interface Sender {
    /** There are no processes. */
    Sender NOBODY =
        new Sender() {
          @Override
          public boolean exists(int pid) {
            return false;
          }

          @Override
          public void send(int pid, int signal, int code, long band, int fd) {
            // to nobody
          }
        };

    /** Whether there is a process or, if {@code pid} is negative, a process group. */
    boolean exists(int pid);

    /**
     * Sends {@code signal} to a process or, if {@code pid} is negative, a process group.
     *
     * @param code what happened: the siginfo's si_code, band and descriptor
     */
    void send(int pid, int signal, int code, long band, int fd);
  }
}
