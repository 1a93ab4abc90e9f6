package io.kobox.shell.command;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** User and group names, from /etc/passwd and /etc/group; 0 is always root. */
public final class Accounts {
  private static final int MAX_ENTRIES = 10_000;

  private final SystemCalls calls;
  private final Map<String, Map<Integer, String>> files = new HashMap<>();

  public Accounts(SystemCalls calls) {
    this.calls = calls;
  }

  /** The user's name; null if the number has none. */
  public @Nullable String user(int uid) {
    return names("/etc/passwd").get(uid);
  }

  /** The group's name; null if the number has none. */
  public @Nullable String group(int gid) {
    return names("/etc/group").get(gid);
  }

  /** The number of the user {@code name} (a number stands for itself); -1: unknown. */
  public int uid(String name) {
    return number("/etc/passwd", name);
  }

  /** The number of the group {@code name} (a number stands for itself); -1: unknown. */
  public int gid(String name) {
    return number("/etc/group", name);
  }

  private int number(String path, String name) {
    for (Map.Entry<Integer, String> entry : names(path).entrySet()) {
      if (entry.getValue().equals(name)) {
        return entry.getKey();
      }
    }
    return Numbers.isDigits(name) && name.length() < 10 ? Integer.parseInt(name) : -1;
  }

  private Map<Integer, String> names(String path) {
    return files.computeIfAbsent(path, this::read);
  }

  private Map<Integer, String> read(String path) {
    Map<Integer, String> names = new HashMap<>();
    try (Input input = Input.open(calls, path)) {
      String line;
      while (names.size() < MAX_ENTRIES && (line = input.readLine()) != null) {
        String[] fields = line.split(":", -1);
        if (fields.length > 2 && Numbers.isDigits(fields[2]) && fields[2].length() < 10) {
          names.putIfAbsent(Integer.parseInt(fields[2]), fields[0]);
        }
      }
    } catch (ErrnoException | CommandException e) {
      names.putIfAbsent(0, "root");
    }
    return names;
  }
}
