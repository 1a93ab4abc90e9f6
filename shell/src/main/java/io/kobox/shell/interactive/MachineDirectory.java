package io.kobox.shell.interactive;

import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.util.List;

/** Directories of the machine, read for the person at the terminal. */
final class MachineDirectory {
  private MachineDirectory() {}

  /** The names in the directory at {@code path}, sorted; none if it cannot be read. */
  static List<String> names(SystemCalls calls, String path) {
    try {
      int fd = calls.openat(OpenFlags.AT_FDCWD, path, OpenFlags.O_DIRECTORY, 0);
      try {
        return calls.getdents64(fd).stream()
            .map(DirectoryEntry::name)
            .filter(name -> !name.equals(".") && !name.equals(".."))
            .sorted()
            .toList();
      } finally {
        calls.close(fd);
      }
    } catch (ErrnoException e) {
      return List.of();
    }
  }
}
