package io.kobox.shell.interactive;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Small text files of the machine, read for the person at the terminal. */
final class MachineText {
  private static final int LONGEST = 16 << 20;
  private static final int BUFFER = 65536;

  private MachineText() {}

  /** The lines of the file at {@code path}; none if it cannot be read. */
  static List<String> lines(SystemCalls calls, String path) {
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[BUFFER];
    try {
      int fd = calls.openat(OpenFlags.AT_FDCWD, path, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, 0);
      try {
        int count;
        while (text.length() < LONGEST && (count = calls.read(fd, buffer, 0, BUFFER)) > 0) {
          text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
        }
      } catch (ErrnoException e) {
        // The log's end is EAGAIN.
      } finally {
        calls.close(fd);
      }
    } catch (ErrnoException e) {
      return List.of();
    }
    return text.toString().lines().toList();
  }
}
