package io.kobox.kernel.printk;

import io.kobox.kernel.sched.WaitQueue;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** syslog(2) by the numbers of its actions (include/linux/syslog.h). */
public final class SyslogCalls {
  private final Syslog syslog;
  private final WaitQueue logWait;

  public SyslogCalls(Syslog syslog, WaitQueue logWait) {
    this.syslog = syslog;
    this.logWait = logWait;
  }

  /** Does {@code action}; {@code buffer} may be null for actions without one. */
  public int call(int action, byte @Nullable [] buffer, int length) throws ErrnoException {
    return switch (action) {
      case 0, 1 -> 0;
      case 2 -> {
        byte[] target = required(buffer, length);
        if (length == 0) {
          yield 0;
        }
        logWait.waitEvent(syslog::readable);
        yield copy(syslog.read(length), target);
      }
      case 3 -> copy(syslog.readAll(length), required(buffer, length));
      case 4 -> copy(syslog.readClear(length), required(buffer, length));
      case 5 -> {
        syslog.clear();
        yield 0;
      }
      case 6 -> {
        syslog.consoleOff();
        yield 0;
      }
      case 7 -> {
        syslog.consoleOn();
        yield 0;
      }
      case 8 -> {
        syslog.consoleLevel(length);
        yield 0;
      }
      case 9 -> syslog.sizeUnread();
      case 10 -> syslog.sizeBuffer();
      default -> throw new ErrnoException(Errno.EINVAL);
    };
  }

  private static byte[] required(byte @Nullable [] buffer, int length) throws ErrnoException {
    if (buffer == null || length < 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    return buffer;
  }

  private static int copy(String text, byte[] target) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int count = Math.min(bytes.length, target.length);
    System.arraycopy(bytes, 0, target, 0, count);
    return count;
  }
}
