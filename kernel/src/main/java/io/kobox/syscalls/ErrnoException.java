package io.kobox.syscalls;

import org.jspecify.annotations.Nullable;

/** A system call that failed. */
public final class ErrnoException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Errno errno;
  private final int number;
  private final @Nullable Errno restart;

  public ErrnoException(Errno errno) {
    super(errno.text(), null, false, false);
    this.errno = errno;
    this.number = errno.number();
    this.restart = null;
  }

  private ErrnoException(Errno errno, Errno restart) {
    super(errno.text(), null, false, false);
    this.errno = errno;
    this.number = errno.number();
    this.restart = restart;
  }

  /**
   * A call that a signal interrupted.
   *
   * @param restart how it goes on if no handler is in the way: ERESTARTSYS and its like
   */
  public static ErrnoException restartable(Errno errno, Errno restart) {
    return new ErrnoException(errno, restart);
  }

  /** How a call that a signal interrupted is made again; null: it is not. */
  public @Nullable Errno restart() {
    return restart;
  }

  /** For results of guest code, whose numbers need not have a name. */
  public ErrnoException(int number) {
    super(Errno.strerror(number), null, false, false);
    this.errno = Errno.of(number);
    this.number = number;
    this.restart = null;
  }

  public Errno errno() {
    return errno;
  }

  /** The positive number, also where it has no name. */
  public int number() {
    return number;
  }
}
