package io.kobox.shell.rig;

import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code kmsgdump} of the rig: the records of /dev/kmsg as they are. */
public final class Kmsgdump extends Utility {
  private static final int RECORD_MAX = 16383;

  public Kmsgdump() {
    super(
        Origin.RIG,
        "kmsgdump",
        "print raw records of /dev/kmsg",
        """
        Usage: kmsgdump [SEQ]
               kmsgdump -next

        Prints the records of /dev/kmsg from sequence number SEQ on, or the next number.""");
  }

  @Override
  protected int main(Session session) throws ErrnoException {
    List<String> arguments = session.arguments();
    boolean onlyNext = !arguments.isEmpty() && arguments.getFirst().equals("-next");
    long from = arguments.isEmpty() || onlyNext ? 0 : number(arguments.getFirst(), 0);
    int fd;
    try {
      fd =
          session
              .calls()
              .openat(
                  OpenFlags.AT_FDCWD, "/dev/kmsg", OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, 0);
    } catch (ErrnoException e) {
      session.error("/dev/kmsg: " + e.getMessage());
      return 1;
    }
    long next = dump(session, fd, onlyNext, from);
    if (onlyNext) {
      session.out().println(Long.toUnsignedString(next));
    }
    return 0;
  }

  /** The number after the last record's; 0 if there is none. */
  private static long dump(Session session, int fd, boolean onlyNext, long from)
      throws ErrnoException {
    byte[] buffer = new byte[RECORD_MAX];
    long next = 0;
    while (true) {
      int count;
      try {
        count = session.calls().read(fd, buffer, 0, buffer.length);
      } catch (ErrnoException e) {
        if (e.errno() == Errno.EPIPE) {
          continue;
        }
        return next;
      }
      if (count <= 0) {
        return next;
      }
      String record = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
      long sequence = number(record, record.indexOf(',') + 1);
      next = sequence + 1;
      if (!onlyNext && Long.compareUnsigned(sequence, from) >= 0) {
        session.out().write(buffer, 0, count);
      }
    }
  }

  /** The decimal number that starts at {@code at}, as strtoull reads it. */
  private static long number(String text, int at) {
    long value = 0;
    for (int i = at; i < text.length() && Character.isDigit(text.charAt(i)); i++) {
      value = value * 10 + text.charAt(i) - '0';
    }
    return value;
  }
}
