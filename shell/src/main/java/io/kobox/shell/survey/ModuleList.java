package io.kobox.shell.survey;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The loaded modules, as /proc/modules has them. */
final class ModuleList {
  private static final int BUFFER = 1 << 16;
  private static final int STATE = 4;
  private static final int TAINT = 6;

  private ModuleList() {}

  /** By name, in the order they were loaded: size, reference count, users and taint. */
  static Map<String, String> read(SystemCalls calls) throws ErrnoException {
    Map<String, String> modules = new LinkedHashMap<>();
    for (String line : readFile(calls, "/proc/modules").lines().toList().reversed()) {
      String[] fields = line.split(" ", -1);
      if (fields.length > STATE) {
        String taint = fields.length > TAINT ? " " + fields[TAINT] : "";
        modules.put(fields[0], fields[1] + " " + fields[2] + " " + fields[3] + taint);
      }
    }
    return modules;
  }

  /** The number in /proc/sys/kernel/tainted. */
  static long tainted(SystemCalls calls) throws ErrnoException {
    return Long.parseLong(readFile(calls, "/proc/sys/kernel/tainted").strip());
  }

  private static String readFile(SystemCalls calls, String file) throws ErrnoException {
    int fd = calls.openat(OpenFlags.AT_FDCWD, file, OpenFlags.O_RDONLY, 0);
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[BUFFER];
    for (int count = calls.read(fd, buffer, 0, BUFFER);
        count > 0;
        count = calls.read(fd, buffer, 0, BUFFER)) {
      text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
    }
    calls.close(fd);
    return text.toString();
  }
}
