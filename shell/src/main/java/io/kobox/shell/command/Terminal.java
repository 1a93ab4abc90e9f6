package io.kobox.shell.command;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import org.jspecify.annotations.Nullable;

/** What programs ask of a terminal. */
public final class Terminal {
  private static final int TCGETS = 0x5401;
  private static final int TIOCGWINSZ = 0x5413;
  private static final int TERMIOS_SIZE = 60;
  private static final int DEFAULT_COLUMNS = 80;

  private Terminal() {}

  /** isatty. */
  public static boolean is(SystemCalls calls, int fd) {
    return request(calls, fd, TCGETS) != null;
  }

  /** The width: $COLUMNS, or what the terminal says, or 80. */
  public static int columns(Session session, int fd) {
    String columns = session.environment().get("COLUMNS");
    if (columns != null && Numbers.isDigits(columns) && columns.length() < 5) {
      return Math.max(1, Integer.parseInt(columns));
    }
    byte[] size = request(session.calls(), fd, TIOCGWINSZ);
    int width = size == null ? 0 : (size[2] & 0xff) | (size[3] & 0xff) << 8;
    return width == 0 ? DEFAULT_COLUMNS : width;
  }

  private static byte @Nullable [] request(SystemCalls calls, int fd, int request) {
    try {
      long address = calls.userMemory().allocate(TERMIOS_SIZE);
      try {
        calls.ioctl(fd, request, address);
        byte[] answer = new byte[TERMIOS_SIZE];
        calls.userMemory().copyOut(address, answer, 0, answer.length);
        return answer;
      } finally {
        calls.userMemory().free(address);
      }
    } catch (ErrnoException e) {
      return null;
    }
  }
}
