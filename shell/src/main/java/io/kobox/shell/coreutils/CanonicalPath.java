package io.kobox.shell.coreutils;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** realpath(3): absolute, without links, "." and "..". */
public final class CanonicalPath {
  private static final int MAX_LINKS = 40;

  private CanonicalPath() {}

  /** {@code lastMayMiss}: the last component need not exist. */
  public static String of(SystemCalls calls, String path, boolean lastMayMiss)
      throws ErrnoException {
    if (path.isEmpty()) {
      throw new ErrnoException(Errno.ENOENT);
    }
    Deque<String> rest = new ArrayDeque<>(List.of(path.split("/")));
    String done = path.startsWith("/") ? "" : withoutRoot(calls.getcwd());
    int links = 0;
    while (!rest.isEmpty()) {
      String name = rest.removeFirst();
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        done = done.substring(0, Math.max(0, done.lastIndexOf('/')));
        continue;
      }
      String next = done + "/" + name;
      int mode;
      try {
        mode = calls.newfstatat(OpenFlags.AT_FDCWD, next, OpenFlags.AT_SYMLINK_NOFOLLOW).mode();
      } catch (ErrnoException e) {
        if (e.errno() == Errno.ENOENT && lastMayMiss && rest.isEmpty()) {
          return next;
        }
        throw e;
      }
      if (FileMode.isSymbolicLink(mode)) {
        if (++links > MAX_LINKS) {
          throw new ErrnoException(Errno.ELOOP);
        }
        String target = calls.readlinkat(OpenFlags.AT_FDCWD, next);
        List<String> names = List.of(target.split("/"));
        for (int i = names.size() - 1; i >= 0; i--) {
          rest.addFirst(names.get(i));
        }
        done = target.startsWith("/") ? "" : done;
        continue;
      }
      if (!rest.isEmpty() && !FileMode.isDirectory(mode)) {
        throw new ErrnoException(Errno.ENOTDIR);
      }
      done = next;
    }
    return done.isEmpty() ? "/" : done;
  }

  private static String withoutRoot(String directory) {
    return directory.equals("/") ? "" : directory;
  }
}
