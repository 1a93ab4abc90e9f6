package io.kobox.shell.lang;

import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Finds the files a pattern names, sorted by bytes. */
final class PathnameExpansion {
  private final SystemCalls calls;

  PathnameExpansion(SystemCalls calls) {
    this.calls = calls;
  }

  /** The paths that match the marked pattern; empty where none does. */
  List<String> expand(String marked) {
    List<String> found = new ArrayList<>();
    String start = "";
    int from = 0;
    while (from < marked.length() && (marked.charAt(from) & 0xff) == '/') {
      start += "/";
      from++;
    }
    search(start, marked.substring(from), found);
    Collections.sort(found);
    return found;
  }

  private void search(String directory, String rest, List<String> found) {
    int slash = slash(rest);
    String component = slash < 0 ? rest : rest.substring(0, slash);
    if (!Glob.isPattern(component)) {
      String path = directory + Glob.unmark(component);
      if (slash >= 0) {
        int next = slash;
        while (next < rest.length() && (rest.charAt(next) & 0xff) == '/') {
          path += "/";
          next++;
        }
        if (next == rest.length()) {
          if (exists(path)) {
            found.add(path);
          }
        } else {
          search(path, rest.substring(next), found);
        }
      } else if (exists(path)) {
        found.add(path);
      }
      return;
    }
    for (String name : entries(directory)) {
      boolean hidden = name.startsWith(".") && (component.charAt(0) & 0xff) != '.';
      if (hidden || name.equals(".") || name.equals("..") || !Glob.matches(component, name)) {
        continue;
      }
      if (slash < 0) {
        found.add(directory + name);
      } else if (isDirectory(directory + name)) {
        search(directory + name, rest.substring(slash), found);
      }
    }
  }

  private static int slash(String marked) {
    for (int i = 0; i < marked.length(); i++) {
      if ((marked.charAt(i) & 0xff) == '/') {
        return i;
      }
    }
    return -1;
  }

  private boolean exists(String path) {
    try {
      calls.newfstatat(OpenFlags.AT_FDCWD, path, OpenFlags.AT_SYMLINK_NOFOLLOW);
      return true;
    } catch (ErrnoException e) {
      return false;
    }
  }

  private boolean isDirectory(String path) {
    try {
      return io.kobox.syscalls.FileMode.isDirectory(
          calls.newfstatat(OpenFlags.AT_FDCWD, path, 0).mode());
    } catch (ErrnoException e) {
      return false;
    }
  }

  private List<String> entries(String directory) {
    List<String> names = new ArrayList<>();
    try {
      int fd =
          calls.openat(
              OpenFlags.AT_FDCWD,
              directory.isEmpty() ? "." : directory,
              OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC,
              0);
      try {
        for (DirectoryEntry entry : calls.getdents64(fd)) {
          names.add(entry.name());
        }
      } finally {
        calls.close(fd);
      }
    } catch (ErrnoException e) {
      return List.of();
    }
    return names;
  }
}
