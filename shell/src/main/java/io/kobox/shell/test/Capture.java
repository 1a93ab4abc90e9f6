package io.kobox.shell.test;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;

/** What commands write to a descriptor, kept in a file of the machine meanwhile. */
final class Capture {
  private static final int CHUNK = 1 << 16;

  /** Something that writes. */
  @FunctionalInterface
  interface Writer {
    void run() throws ErrnoException;
  }

  private Capture() {}

  /** Has {@code fd} point to a file while {@code writer} runs; what it wrote there. */
  static String of(SystemCalls calls, int fd, Writer writer) throws ErrnoException {
    String file = "/tmp/.capture." + calls.getpid();
    int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_CLOEXEC;
    int kept = calls.openat(OpenFlags.AT_FDCWD, file, flags, 0600);
    int saved = calls.dup(fd);
    calls.dup2(kept, fd);
    try {
      writer.run();
    } finally {
      calls.dup2(saved, fd);
      calls.close(saved);
      calls.unlinkat(OpenFlags.AT_FDCWD, file, 0);
    }
    calls.lseek(kept, 0, SystemCalls.SEEK_SET);
    String text = read(calls, kept);
    calls.close(kept);
    return text;
  }

  /** Reads a file to its end. */
  static String read(SystemCalls calls, int fd) throws ErrnoException {
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[CHUNK];
    for (int count = calls.read(fd, buffer, 0, CHUNK);
        count > 0;
        count = calls.read(fd, buffer, 0, CHUNK)) {
      text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
    }
    return text.toString();
  }
}
