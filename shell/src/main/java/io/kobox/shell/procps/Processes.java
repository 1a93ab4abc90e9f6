package io.kobox.shell.procps;

import io.kobox.shell.command.Accounts;
import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.Numbers;
import io.kobox.shell.coreutils.FileTree;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The processes as /proc shows them. */
public final class Processes {
  private static final int MAX_TEXT = 4096;

  private Processes() {}

  /** All process ids, ascending. */
  public static List<Integer> ids(SystemCalls calls) throws ErrnoException {
    List<Integer> ids = new ArrayList<>();
    for (String name : FileTree.names(calls, "/proc")) {
      if (Numbers.isDigits(name) && name.length() < 10) {
        ids.add(Integer.parseInt(name));
      }
    }
    Collections.sort(ids);
    return ids;
  }

  /** The start of a file below /proc/PID; empty if it cannot be read. */
  static String read(SystemCalls calls, int pid, String file) {
    try (Input input = Input.open(calls, "/proc/" + pid + "/" + file)) {
      byte[] text = new byte[MAX_TEXT];
      int count = input.readFully(text);
      return new String(text, 0, count, StandardCharsets.ISO_8859_1);
    } catch (ErrnoException | CommandException e) {
      return "";
    }
  }

  /** The name between the parentheses of stat. */
  static String comm(SystemCalls calls, int pid) {
    String stat = read(calls, pid, "stat");
    int open = stat.indexOf('(');
    int close = stat.lastIndexOf(')');
    return open >= 0 && close > open
        ? stat.substring(open + 1, close)
        : read(calls, pid, "comm").strip();
  }

  /** A field of stat, counted as in proc(5) from 1; "?" if there is none. */
  static String statField(SystemCalls calls, int pid, int number) {
    String stat = read(calls, pid, "stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", 0);
    return number - 3 < fields.length ? fields[number - 3] : "?";
  }

  /** The arguments, or the name in brackets of a kernel task. */
  static String commandLine(SystemCalls calls, int pid) {
    String line = read(calls, pid, "cmdline");
    if (line.isEmpty()) {
      return "[" + comm(calls, pid) + "]";
    }
    return (line.endsWith("\0") ? line.substring(0, line.length() - 1) : line).replace('\0', ' ');
  }

  static String user(SystemCalls calls, Accounts accounts, int pid) {
    Stat stat = FileTree.stat(calls, "/proc/" + pid);
    int uid = stat == null ? 0 : stat.uid();
    String name = accounts.user(uid);
    return name == null ? Integer.toUnsignedString(uid) : name;
  }

  /** The open descriptors and where they lead, in order. */
  static Map<Integer, String> files(SystemCalls calls, int pid) {
    Map<Integer, String> files = new TreeMap<>();
    try {
      for (String name : FileTree.names(calls, "/proc/" + pid + "/fd")) {
        if (Numbers.isDigits(name) && name.length() < 10) {
          String path = "/proc/" + pid + "/fd/" + name;
          files.put(Integer.parseInt(name), calls.readlinkat(OpenFlags.AT_FDCWD, path));
        }
      }
    } catch (ErrnoException e) {
      return files;
    }
    return files;
  }
}
