package io.kobox.shell.rig;

import io.kobox.shell.command.Numbers;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Pad;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** {@code devtool} of the rig: raw system calls on one file; each prints its result. */
public final class Devtool extends Utility {
  private static final int BUFFER_SIZE = 65536;
  private static final long BAD_ADDRESS = 16;
  private static final int POLLIN = 1;
  private static final int POLLOUT = 4;
  private static final int POLLERR = 8;
  private static final int POLLHUP = 16;

  public Devtool() {
    super(
        Origin.RIG,
        "devtool",
        "raw system calls on a file",
        """
        Usage: devtool [-n|-r|-w] PATH OP...

        Opens PATH (-n: non-blocking, -r: read only, -w: write only) and runs each OP:
          read:N write:STR seek:OFF:WHENCE ioctl:CMD:ARG|:r badioctl:CMD readbad:N writebad:N poll""");
  }

  @Override
  protected int main(Session session) throws ErrnoException {
    List<String> arguments = session.arguments();
    int nonBlocking = 0;
    int access = OpenFlags.O_RDWR;
    int i = 0;
    for (; i < arguments.size() && arguments.get(i).startsWith("-"); i++) {
      switch (arguments.get(i)) {
        case "-n" -> nonBlocking = OpenFlags.O_NONBLOCK;
        case "-r" -> access = OpenFlags.O_RDONLY;
        case "-w" -> access = OpenFlags.O_WRONLY;
        default -> access |= 0;
      }
    }
    if (i == arguments.size()) {
      session.error(usage());
      return 1;
    }
    int fd = open(session, arguments.get(i), access, nonBlocking);
    if (fd < 0) {
      return 1;
    }
    long buffer = session.calls().userMemory().allocate(BUFFER_SIZE);
    for (String operation : arguments.subList(i + 1, arguments.size())) {
      run(session, fd, operation, buffer);
      session.out().flush();
    }
    result(
        session,
        "close",
        () -> {
          session.calls().close(fd);
          return 0;
        });
    return 0;
  }

  private static int open(Session session, String path, int access, int nonBlocking)
      throws ErrnoException {
    SystemCalls calls = session.calls();
    int fd;
    try {
      fd = calls.openat(OpenFlags.AT_FDCWD, path, access | nonBlocking, 0);
    } catch (ErrnoException first) {
      try {
        if (access != OpenFlags.O_RDWR) {
          throw first;
        }
        fd = calls.openat(OpenFlags.AT_FDCWD, path, OpenFlags.O_RDONLY | nonBlocking, 0);
      } catch (ErrnoException e) {
        result(
            session,
            "open",
            () -> {
              throw e;
            });
        return -1;
      }
    }
    session.out().println("open = 0");
    session.out().flush();
    return fd;
  }

  /** A system call whose result is printed. */
  @FunctionalInterface
  private interface Call {
    long run() throws ErrnoException;
  }

  /** Prints the result; -1 after an error. */
  private static long result(Session session, String operation, Call call) throws ErrnoException {
    try {
      long result = call.run();
      session.out().println(operation + " = " + result);
      session.out().flush();
      return result;
    } catch (ErrnoException e) {
      session.out().println(operation + " = -1 " + e.getMessage() + " (" + e.number() + ")");
      session.out().flush();
      return -1;
    }
  }

  private static void run(Session session, int fd, String operation, long buffer)
      throws ErrnoException {
    SystemCalls calls = session.calls();
    String[] parts = operation.split(":", 3);
    String argument = parts.length > 1 ? parts[1] : "";
    switch (parts[0]) {
      case "read" -> read(session, fd, operation, buffer, decimal(argument));
      case "write" -> {
        byte[] bytes = argument.getBytes(StandardCharsets.ISO_8859_1);
        result(session, operation, () -> calls.write(fd, bytes, 0, bytes.length));
      }
      case "seek" -> {
        int whence = parts.length > 2 ? (int) decimal(parts[2]) : 0;
        result(session, operation, () -> calls.lseek(fd, anyBase(argument), whence));
      }
      case "ioctl" -> {
        boolean reads = parts.length < 3 || parts[2].startsWith("r");
        ioctl(session, fd, operation, buffer, reads ? -1 : (int) decimal(parts[2]));
      }
      case "badioctl" ->
          result(session, operation, () -> calls.ioctl(fd, (int) anyBase(argument), BAD_ADDRESS));
      case "readbad" ->
          result(session, operation, () -> calls.read(fd, BAD_ADDRESS, decimal(argument)));
      case "writebad" ->
          result(session, operation, () -> calls.write(fd, BAD_ADDRESS, decimal(argument)));
      case "poll" -> poll(session, fd);
      default -> session.out().println("unknown op " + operation);
    }
  }

  private static void read(Session session, int fd, String operation, long buffer, long count)
      throws ErrnoException {
    long done =
        result(
            session,
            operation,
            () -> session.calls().read(fd, buffer, Math.min(count, BUFFER_SIZE)));
    if (done <= 0) {
      return;
    }
    byte[] bytes = new byte[(int) Math.min(done, BUFFER_SIZE)];
    session.calls().userMemory().copyOut(buffer, bytes, 0, bytes.length);
    StringBuilder line = new StringBuilder("  data ");
    for (byte b : bytes) {
      int c = b & 0xff;
      if (c == '\n') {
        line.append("\\n");
      } else if (c < 32 || c > 126) {
        line.append("\\x").append(Pad.zeros(Integer.toHexString(c), 2));
      } else {
        line.append((char) c);
      }
    }
    session.out().println(line.toString());
  }

  /** The argument is a pointer to an int that holds {@code value}. */
  private static void ioctl(Session session, int fd, String operation, long buffer, int value)
      throws ErrnoException {
    byte[] bytes = {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)};
    session.calls().userMemory().copyIn(buffer, bytes, 0, bytes.length);
    String command = operation.split(":", 3)[1];
    result(session, operation, () -> session.calls().ioctl(fd, (int) anyBase(command), buffer));
    session.calls().userMemory().copyOut(buffer, bytes, 0, bytes.length);
    int after =
        (bytes[0] & 0xff) | ((bytes[1] & 0xff) << 8) | ((bytes[2] & 0xff) << 16) | (bytes[3] << 24);
    session.out().println("  arg now " + after);
  }

  private static void poll(Session session, int fd) throws ErrnoException {
    int[] events = new int[1];
    result(
        session,
        "poll",
        () -> {
          events[0] = session.calls().poll(fd, POLLIN | POLLOUT | POLLERR | POLLHUP, Duration.ZERO);
          return events[0] == 0 ? 0 : 1;
        });
    String shown = events[0] == 0 ? "0" : "0x" + Integer.toHexString(events[0]);
    session.out().println("  revents " + shown);
  }

  /** atol: the digits at the start, 0 if there are none. */
  private static long decimal(String text) {
    int end = text.startsWith("-") ? 1 : 0;
    while (end < text.length() && end < 18 && Character.isDigit(text.charAt(end))) {
      end++;
    }
    String digits = text.substring(0, end);
    return digits.isEmpty() || digits.equals("-") ? 0 : Long.parseLong(digits);
  }

  private static long anyBase(String text) {
    try {
      return Numbers.anyBase(text);
    } catch (NumberFormatException e) {
      return decimal(text);
    }
  }
}
