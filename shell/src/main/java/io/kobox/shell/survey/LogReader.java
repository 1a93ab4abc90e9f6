package io.kobox.shell.survey;

import com.google.gson.JsonArray;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the kernel's log from /dev/kmsg, from now on. */
final class LogReader {
  private static final int RECORD_SIZE = 16384;
  private static final String MARK = "kobox survey";

  private final SystemCalls calls;
  private final int fd;

  /**
   * What was logged between two readings.
   *
   * @param lines "priority;text", as /dev/kmsg has them
   * @param dictionary the further lines of records: [index of the record, "KEY=value"]
   */
  record Messages(List<String> lines, JsonArray dictionary) {
    JsonArray json() {
      JsonArray array = new JsonArray();
      lines.forEach(array::add);
      return array;
    }
  }

  LogReader(SystemCalls calls) throws ErrnoException {
    this.calls = calls;
    fd =
        calls.openat(OpenFlags.AT_FDCWD, "/dev/kmsg", OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, 0);
    calls.lseek(fd, 0, SystemCalls.SEEK_END);
  }

  /**
   * What was logged since the last call. A message without an end of line is seen once another
   * comes: so a mark follows it, which is left out.
   */
  Messages next() throws ErrnoException {
    mark();
    List<String> lines = new ArrayList<>();
    JsonArray dictionary = new JsonArray();
    byte[] buffer = new byte[RECORD_SIZE];
    while (true) {
      int count;
      try {
        count = calls.read(fd, buffer, 0, buffer.length);
      } catch (ErrnoException e) {
        if (e.errno() == Errno.EPIPE) {
          continue;
        }
        return new Messages(lines, dictionary);
      }
      if (count <= 0) {
        return new Messages(lines, dictionary);
      }
      add(new String(buffer, 0, count, StandardCharsets.UTF_8), lines, dictionary);
    }
  }

  private void mark() throws ErrnoException {
    int writer = calls.openat(OpenFlags.AT_FDCWD, "/dev/kmsg", OpenFlags.O_WRONLY, 0);
    byte[] mark = MARK.getBytes(StandardCharsets.UTF_8);
    calls.write(writer, mark, 0, mark.length);
    calls.close(writer);
  }

  /** A record: "priority,sequence,microseconds,flags;text\n KEY=value\n". */
  private static void add(String record, List<String> lines, JsonArray dictionary) {
    String[] parts = record.split("\n", -1);
    String head = parts[0];
    int semicolon = head.indexOf(';');
    int comma = head.indexOf(',');
    if (semicolon < 0 || comma < 0 || comma > semicolon) {
      return;
    }
    if (head.substring(semicolon + 1).equals(MARK)) {
      return;
    }
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].startsWith(" ")) {
        JsonArray entry = new JsonArray();
        entry.add(lines.size());
        entry.add(parts[i].substring(1));
        dictionary.add(entry);
      }
    }
    lines.add(head.substring(0, comma) + head.substring(semicolon));
  }
}
