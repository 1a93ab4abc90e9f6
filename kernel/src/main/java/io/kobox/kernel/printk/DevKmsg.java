package io.kobox.kernel.printk;

import io.kobox.lib.RatelimitState;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One open file of /dev/kmsg (kernel/printk/printk.c: devkmsg_open() and the operations after it).
 * It knows nothing of waiting: the file system waits until {@link #readable()} and tries again.
 */
public final class DevKmsg {
  private static final int LOG_USER = 1;
  private static final int SEEK_SET = 0;
  private static final int SEEK_END = 2;
  private static final int SEEK_DATA = 3;

  private final Printk printk;
  private final LongSupplier jiffies;
  private final RatelimitState ratelimit =
      new RatelimitState(RatelimitState.DEFAULT_INTERVAL, RatelimitState.DEFAULT_BURST);
  private long seq;

  /** Opens the log; reading starts at its first record. */
  public DevKmsg(Printk printk, LongSupplier jiffies) {
    this.printk = printk;
    this.jiffies = jiffies;
    this.seq = printk.firstValidSeq();
  }

  /** Whether a read would return at once (EPOLLIN). */
  public boolean readable() {
    return printk.read(seq) != null;
  }

  /** Whether records were lost before they were read (EPOLLERR and EPOLLPRI beside EPOLLIN). */
  public boolean overrun() {
    PrintkRecord next = printk.read(seq);
    return next != null && next.seq() != seq;
  }

  /**
   * The next record, as one read(2) gives it.
   *
   * @param count the size of the reader's buffer
   * @throws ErrnoException EAGAIN if there is none yet, EPIPE if records were lost (the next read
   *     goes on behind the gap), EINVAL if the buffer is too small (the record is skipped)
   */
  public String read(long count) throws ErrnoException {
    @Nullable PrintkRecord next = printk.read(seq);
    if (next == null) {
      throw new ErrnoException(Errno.EAGAIN);
    }
    if (next.seq() != seq) {
      seq = next.seq();
      throw new ErrnoException(Errno.EPIPE);
    }
    seq++;
    String text = RecordText.kmsg(next);
    if (text.length() > count) {
      throw new ErrnoException(Errno.EINVAL);
    }
    return text;
  }

  /**
   * Injects a message; {@code <N>} before it sets priority and facility.
   *
   * @param comm the name of the writing task, for the rate limit's message
   * @return the number of bytes taken: all
   * @throws ErrnoException EINVAL if the text is too long
   */
  public int write(String text, String comm) throws ErrnoException {
    if (text.length() > Printk.LOG_LINE_MAX) {
      throw new ErrnoException(Errno.EINVAL);
    }
    boolean logged =
        switch (printk.devkmsgLog()) {
          case ON -> true;
          case OFF -> false;
          case RATELIMIT -> ratelimit.event(jiffies.getAsLong(), true).allowed();
        };
    if (logged) {
      emit(text);
    }
    return text.length();
  }

  private void emit(String text) {
    int end = text.indexOf(0);
    String line = end < 0 ? text : text.substring(0, end);
    int level = printk.consoleLevels().defaultMessage();
    int facility = LOG_USER;
    if (line.startsWith("<")) {
      int digits = 1;
      int priority = 0;
      while (digits < line.length() && line.charAt(digits) >= '0' && line.charAt(digits) <= '9') {
        priority = priority * 10 + (line.charAt(digits) - '0');
        digits++;
      }
      if (digits < line.length() && line.charAt(digits) == '>') {
        level = priority & 7;
        facility = priority >>> 3 != 0 ? priority >>> 3 : LOG_USER;
        line = line.substring(digits + 1);
      }
    }
    printk.emit(facility, level, null, line);
  }

  /**
   * Moves to the first record (SEEK_SET), behind the last (SEEK_END) or to the first after the last
   * clear (SEEK_DATA).
   *
   * @return 0
   * @throws ErrnoException ESPIPE for an offset other than 0, EINVAL for another whence
   */
  public long seek(long offset, int whence) throws ErrnoException {
    if (offset != 0) {
      throw new ErrnoException(Errno.ESPIPE);
    }
    seq =
        switch (whence) {
          case SEEK_SET -> printk.firstValidSeq();
          case SEEK_DATA -> printk.clearSeq();
          case SEEK_END -> printk.nextSeq();
          default -> throw new ErrnoException(Errno.EINVAL);
        };
    return 0;
  }

  /**
   * Closes the file.
   *
   * @param comm the name of the closing task
   */
  public void release(String comm) {
    if (ratelimit.missed() > 0) {
      printk.printk(
          "\0014"
              + comm
              + ": "
              + ratelimit.missed()
              + " output lines suppressed due to ratelimiting\n");
    }
  }
}
