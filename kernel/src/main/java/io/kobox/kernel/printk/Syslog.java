package io.kobox.kernel.printk;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import org.jspecify.annotations.Nullable;

/** The system call syslog(2), and /proc/kmsg (kernel/printk/printk.c: do_syslog()). */
public final class Syslog {
  private final Printk printk;
  private long seq;
  private int partial;

  /** The system call of the machine whose log is {@code printk}. */
  public Syslog(Printk printk) {
    this.printk = printk;
  }

  /** Whether SYSLOG_ACTION_READ would return at once. */
  public boolean readable() {
    return printk.read(seq) != null;
  }

  /**
   * SYSLOG_ACTION_READ: takes records, or as much of one as fits.
   *
   * @throws ErrnoException EAGAIN if there is none: the caller waits until {@link #readable()}
   */
  public String read(int size) throws ErrnoException {
    check(size);
    if (size > 0 && !readable()) {
      throw new ErrnoException(Errno.EAGAIN);
    }
    StringBuilder out = new StringBuilder();
    while (out.length() < size) {
      @Nullable PrintkRecord record = printk.read(seq);
      if (record == null) {
        break;
      }
      if (record.seq() != seq) {
        seq = record.seq();
        partial = 0;
      }
      String text = RecordText.print(record, true, true);
      int room = size - out.length();
      if (text.length() - partial <= room) {
        out.append(text, partial, text.length());
        seq++;
        partial = 0;
      } else if (out.isEmpty()) {
        out.append(text, partial, partial + room);
        partial += room;
      } else {
        break;
      }
    }
    return out.toString();
  }

  /** SYSLOG_ACTION_READ_ALL: the last records since the last clear that fit into {@code size}. */
  public String readAll(int size) throws ErrnoException {
    return readAll(size, false);
  }

  /** SYSLOG_ACTION_READ_CLEAR: the same, and clears. */
  public String readClear(int size) throws ErrnoException {
    return readAll(size, true);
  }

  private String readAll(int size, boolean clear) throws ErrnoException {
    check(size);
    if (size == 0) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    long next = firstFitting(size);
    @Nullable PrintkRecord record = printk.read(next);
    while (record != null) {
      next = record.seq();
      String text = RecordText.print(record, true, true);
      if (out.length() + text.length() > size) {
        next--;
        break;
      }
      out.append(text);
      next++;
      record = printk.read(next);
    }
    if (clear) {
      printk.clear(next);
    }
    return out.toString();
  }

  /** {@code find_first_fitting_seq()}: from there on all records fit. */
  private long firstFitting(int size) {
    long length = 0;
    long last = printk.clearSeq();
    for (PrintkRecord r = printk.read(last); r != null; r = printk.read(last)) {
      length += RecordText.printSize(r, true, true);
      last = r.seq() + 1;
    }
    long first = printk.clearSeq();
    for (PrintkRecord r = printk.read(first); r != null; r = printk.read(first)) {
      first = r.seq();
      if (length <= size || first >= last) {
        break;
      }
      length -= RecordText.printSize(r, true, true);
      first++;
    }
    return first;
  }

  /** SYSLOG_ACTION_CLEAR: later reads start after the records that are there now. */
  public void clear() {
    printk.clear(printk.nextSeq());
  }

  /** SYSLOG_ACTION_CONSOLE_OFF. */
  public void consoleOff() {
    printk.consoleLevels().off();
  }

  /** SYSLOG_ACTION_CONSOLE_ON. */
  public void consoleOn() {
    printk.consoleLevels().on();
  }

  /** SYSLOG_ACTION_CONSOLE_LEVEL. */
  public void consoleLevel(int level) throws ErrnoException {
    if (level < 1 || level > 8) {
      throw new ErrnoException(Errno.EINVAL);
    }
    printk.consoleLevels().level(level);
  }

  /** SYSLOG_ACTION_SIZE_UNREAD: how many bytes SYSLOG_ACTION_READ has to give. */
  public int sizeUnread() {
    int size = 0;
    long next = seq;
    for (PrintkRecord r = printk.read(next); r != null; r = printk.read(next)) {
      if (next == seq && r.seq() != seq) {
        seq = r.seq();
        partial = 0;
      }
      size += RecordText.printSize(r, true, true);
      next = r.seq() + 1;
    }
    return size - partial;
  }

  /** SYSLOG_ACTION_SIZE_BUFFER. */
  public int sizeBuffer() {
    return printk.size();
  }

  private static void check(int size) throws ErrnoException {
    if (size < 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
  }
}
