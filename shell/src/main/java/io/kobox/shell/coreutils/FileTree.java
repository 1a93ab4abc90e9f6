package io.kobox.shell.coreutils;

import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import io.kobox.syscalls.SystemCalls;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What rm, cp and others do to whole trees. */
public final class FileTree {
  /** Deeper trees are refused: the kernel would refuse their paths too. */
  public static final int MAX_DEPTH = 1000;

  private FileTree() {}

  /** The names in a directory but "." and "..". */
  public static List<String> names(SystemCalls calls, String path) throws ErrnoException {
    int fd = calls.openat(OpenFlags.AT_FDCWD, path, OpenFlags.O_DIRECTORY, 0);
    try {
      List<String> names = new ArrayList<>();
      for (DirectoryEntry entry : calls.getdents64(fd)) {
        if (!entry.name().equals(".") && !entry.name().equals("..")) {
          names.add(entry.name());
        }
      }
      return names;
    } finally {
      calls.close(fd);
    }
  }

  /** The status of the link itself; null if there is no such file. */
  public static @Nullable Stat lstat(SystemCalls calls, String path) {
    return stat(calls, path, OpenFlags.AT_SYMLINK_NOFOLLOW);
  }

  /** The status of what the path leads to; null if there is no such file. */
  public static @Nullable Stat stat(SystemCalls calls, String path) {
    return stat(calls, path, 0);
  }

  public static boolean isDirectory(SystemCalls calls, String path) {
    Stat stat = stat(calls, path);
    return stat != null && FileMode.isDirectory(stat.mode());
  }

  private static @Nullable Stat stat(SystemCalls calls, String path, int flags) {
    try {
      return calls.newfstatat(OpenFlags.AT_FDCWD, path, flags);
    } catch (ErrnoException e) {
      return null;
    }
  }

  /** Copies the bytes of one open file into another. */
  public static void copyBytes(SystemCalls calls, int from, int to) throws ErrnoException {
    byte[] buffer = new byte[65536];
    int count;
    while ((count = calls.read(from, buffer, 0, buffer.length)) > 0) {
      int done = 0;
      while (done < count) {
        done += calls.write(to, buffer, done, count - done);
      }
    }
  }
}
