package io.kobox.junit;

import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The device files below /dev. */
final class DeviceFiles {
  private static final int S_IFMT = 0170000;
  private static final int S_IFCHR = 0020000;
  private static final int S_IFBLK = 0060000;
  private static final int S_IFDIR = 0040000;

  private DeviceFiles() {}

  /** Their paths. */
  static Set<String> list(SystemCalls calls) throws ErrnoException {
    Set<String> devices = new TreeSet<>();
    walk(calls, "/dev", devices);
    return devices;
  }

  private static void walk(SystemCalls calls, String directory, Set<String> devices)
      throws ErrnoException {
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC;
    int fd = calls.openat(OpenFlags.AT_FDCWD, directory, flags, 0);
    try {
      for (List<DirectoryEntry> some = calls.getdents64(fd);
          !some.isEmpty();
          some = calls.getdents64(fd)) {
        for (DirectoryEntry entry : some) {
          String path = directory + "/" + entry.name();
          int type = entry.type() & S_IFMT;
          if (type == S_IFCHR || type == S_IFBLK) {
            devices.add(path);
          } else if (type == S_IFDIR && !entry.name().startsWith(".")) {
            walk(calls, path, devices);
          }
        }
      }
    } finally {
      calls.close(fd);
    }
  }
}
