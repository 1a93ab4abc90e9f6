package io.kobox.image;

import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What can be read of files of the host; see {@link HostStat} for what stat tells of them. */
final class HostFile {
  /** The host's inode numbers are not the machine's. */
  private static final int INODE = 1;

  private HostFile() {}

  static byte[] content(Path file) throws ErrnoException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new ErrnoException(Errno.EACCES);
    }
  }

  /** Where a symbolic link leads; EINVAL if it is none. */
  static String target(Path link) throws ErrnoException {
    if (!Files.isSymbolicLink(link)) {
      throw new ErrnoException(Errno.EINVAL);
    }
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      throw new ErrnoException(Errno.EACCES);
    }
  }

  /** Adds what a directory has beyond {@code entries}, those that the machine's has. */
  static void addEntries(Path directory, List<DirectoryEntry> entries) throws ErrnoException {
    Set<String> names = new HashSet<>();
    entries.forEach(entry -> names.add(entry.name()));
    try (var children = Files.list(directory)) {
      if (names.add(".")) {
        entries.add(new DirectoryEntry(INODE, FileMode.S_IFDIR, "."));
      }
      if (names.add("..")) {
        entries.add(new DirectoryEntry(INODE, FileMode.S_IFDIR, ".."));
      }
      for (Path child : children.sorted().toList()) {
        String name =
            new String(
                String.valueOf(child.getFileName()).getBytes(StandardCharsets.UTF_8),
                StandardCharsets.ISO_8859_1);
        if (names.add(name)) {
          int type = Files.isDirectory(child) ? FileMode.S_IFDIR : FileMode.S_IFREG;
          entries.add(new DirectoryEntry(INODE, type, name));
        }
      }
    } catch (IOException e) {
      throw new ErrnoException(Errno.EACCES);
    }
  }
}
