package io.kobox.shell.batch;

import io.kobox.shell.utillinux.LogParser;
import io.kobox.shell.utillinux.LogRecord;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a kernel logs from a point in time on, read from /dev/kmsg. */
public final class KernelMessages {
  private static final int RECORD_SIZE = 8192;

  private final SystemCalls calls;
  private final int fd;

  /** Everything that is logged from now on. */
  public KernelMessages(SystemCalls calls) throws ErrnoException {
    this.calls = calls;
    fd =
        calls.openat(OpenFlags.AT_FDCWD, "/dev/kmsg", OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, 0);
    calls.lseek(fd, 0, SystemCalls.SEEK_END);
  }

  /** What was logged since the last time. */
  public List<LogRecord> read() {
    List<LogRecord> messages = new ArrayList<>();
    byte[] record = new byte[RECORD_SIZE];
    try {
      while (true) {
        int count = calls.read(fd, record, 0, record.length);
        LogRecord parsed =
            LogParser.kmsg(new String(record, 0, count, StandardCharsets.ISO_8859_1));
        if (parsed != null) {
          messages.add(parsed);
        }
      }
    } catch (ErrnoException e) {
      return messages;
    }
  }
}
