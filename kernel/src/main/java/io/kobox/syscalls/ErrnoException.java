package io.kobox.syscalls;

/** A system call that failed. */
public final class ErrnoException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Errno errno;
  private final int number;

  public ErrnoException(Errno errno) {
    super(errno.text(), null, false, false);
    this.errno = errno;
    this.number = errno.number();
  }

  /** For results of guest code, whose numbers need not have a name. */
  public ErrnoException(int number) {
    super(Errno.strerror(number), null, false, false);
    this.errno = Errno.of(number);
    this.number = number;
  }

  public Errno errno() {
    return errno;
  }

  /** The positive number, also where it has no name. */
  public int number() {
    return number;
  }
}
