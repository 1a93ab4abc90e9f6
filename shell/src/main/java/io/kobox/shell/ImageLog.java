package io.kobox.shell;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Prints the log of an image kernel, read from /dev/kmsg, as dmesg does. */
final class ImageLog {
  private static final int RECORD_SIZE = 8192;

  private final PrintStream out;
  private final boolean color;
  private int fd = -1;

  ImageLog(PrintStream out, boolean color) {
    this.out = out;
    this.color = color;
  }

  /** Leaves out what was logged until now. */
  void skip(SystemCalls calls) throws ErrnoException {
    fd =
        calls.openat(OpenFlags.AT_FDCWD, "/dev/kmsg", OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, 0);
    calls.lseek(fd, 0, SystemCalls.SEEK_END);
  }

  /** Prints what was logged since. */
  void print(SystemCalls calls) throws ErrnoException {
    byte[] record = new byte[RECORD_SIZE];
    while (true) {
      int count;
      try {
        count = calls.read(fd, record, 0, record.length);
      } catch (ErrnoException e) {
        return;
      }
      String text = new String(record, 0, count, StandardCharsets.ISO_8859_1);
      print(text);
    }
  }

  /** A record as /dev/kmsg gives it: "priority,sequence,microseconds,flags;text". */
  private void print(String record) {
    int semicolon = record.indexOf(';');
    String[] prefix = record.substring(0, semicolon).split(",", -1);
    int end = record.indexOf('\n', semicolon);
    long microseconds = Long.parseLong(prefix[2]);
    String message = record.substring(semicolon + 1, end < 0 ? record.length() : end);
    String line =
        String.format(
            "[%5d.%06d] %s%n", microseconds / 1_000_000, microseconds % 1_000_000, message);
    int level = Integer.parseInt(prefix[0]) & 7;
    byte[] bytes =
        (color ? DmesgColors.paint(level, line) : line).getBytes(StandardCharsets.ISO_8859_1);
    out.write(bytes, 0, bytes.length);
    out.flush();
  }
}
