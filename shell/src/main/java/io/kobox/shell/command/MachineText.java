package io.kobox.shell.command;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Text files of the machine, such as those of /proc, read whole. */
public final class MachineText {
  private static final int LONGEST = 16 << 20;
  private static final int BUFFER = 65536;

  private MachineText() {}

  /** The text of the file at {@code path}. */
  public static String read(SystemCalls calls, String path) throws ErrnoException {
    StringBuilder text = new StringBuilder();
    read(calls, path, 0, text);
    return text.toString();
  }

  /** The lines of the file at {@code path}, as far as it can be read without waiting. */
  public static List<String> lines(SystemCalls calls, String path) {
    StringBuilder text = new StringBuilder();
    try {
      read(calls, path, OpenFlags.O_NONBLOCK, text);
    } catch (ErrnoException e) {
      // It is not there, or this is the end of the log.
    }
    return text.toString().lines().toList();
  }

  private static void read(SystemCalls calls, String path, int flags, StringBuilder text)
      throws ErrnoException {
    byte[] buffer = new byte[BUFFER];
    int fd = calls.openat(OpenFlags.AT_FDCWD, path, OpenFlags.O_RDONLY | flags, 0);
    try {
      int count = calls.read(fd, buffer, 0, BUFFER);
      while (count > 0 && text.length() < LONGEST) {
        text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
        count = calls.read(fd, buffer, 0, BUFFER);
      }
    } finally {
      calls.close(fd);
    }
  }
}
