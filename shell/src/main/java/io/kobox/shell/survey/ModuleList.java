package io.kobox.shell.survey;

import io.kobox.shell.command.MachineText;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import java.util.LinkedHashMap;
import java.util.Map;

/** The loaded modules, as /proc/modules has them. */
final class ModuleList {
  private static final int STATE = 4;
  private static final int TAINT = 6;

  private ModuleList() {}

  /** By name, in the order they were loaded: size, reference count, users and taint. */
  static Map<String, String> read(SystemCalls calls) throws ErrnoException {
    Map<String, String> modules = new LinkedHashMap<>();
    for (String line : MachineText.read(calls, "/proc/modules").lines().toList().reversed()) {
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
    return Long.parseLong(MachineText.read(calls, "/proc/sys/kernel/tainted").strip());
  }
}
