package io.kobox.junit;

import io.kobox.kernel.printk.PrintkRecord;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the log of a kernel from /dev/kmsg (Documentation/ABI/testing/dev-kmsg). */
final class KmsgReader {
  private static final int RECORD_SIZE = 8192;
  private static final int LEVELS = 7;
  private static final Pattern CONSOLE = Pattern.compile("\\[ *(\\d+)\\.(\\d{6})\\] (.*)");

  private long next;

  /** What was logged since the last time. */
  List<PrintkRecord> readNew(SystemCalls calls) throws ErrnoException {
    List<PrintkRecord> records = new ArrayList<>();
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_CLOEXEC;
    int fd = calls.openat(OpenFlags.AT_FDCWD, "/dev/kmsg", flags, 0);
    byte[] buffer = new byte[RECORD_SIZE];
    try {
      while (true) {
        int count = calls.read(fd, buffer, 0, buffer.length);
        PrintkRecord record = record(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
        if (record.seq() >= next) {
          records.add(record);
          next = record.seq() + 1;
        }
      }
    } catch (ErrnoException e) {
      return records; // EAGAIN: that was the last one
    } finally {
      calls.close(fd);
    }
  }

  /** "priority,sequence,microseconds,flags;text". */
  private static PrintkRecord record(String text) {
    int semicolon = text.indexOf(';');
    String[] prefix = text.substring(0, semicolon).split(",", -1);
    int end = text.indexOf('\n', semicolon);
    return record(
        Long.parseLong(prefix[1]),
        Long.parseLong(prefix[2]),
        Integer.parseInt(prefix[0]) & LEVELS,
        text.substring(semicolon + 1, end < 0 ? text.length() : end));
  }

  private static PrintkRecord record(long seq, long microseconds, int level, String text) {
    return new PrintkRecord(
        seq, microseconds * 1000, 0, level, PrintkRecord.NEWLINE, 0, "", "", text);
  }

  /** A line of the console, as a message of level 0. */
  static PrintkRecord ofConsole(String line) {
    Matcher parts = CONSOLE.matcher(line);
    return parts.matches()
        ? record(
            0,
            Long.parseLong(parts.group(1)) * 1_000_000 + Long.parseLong(parts.group(2)),
            0,
            parts.group(3))
        : record(0, 0, 0, line);
  }
}
