package io.kobox.shell.fuzz;

import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds the files that appear when a module is loaded: those of before are known to it. */
final class TargetFinder {
  private static final List<String> ROOTS =
      List.of("/dev", "/proc", "/sys/devices", "/sys/module", "/sys/kernel");

  /** What the kernel itself makes for every module, device, cache and trace event. */
  private static final Set<String> NOT_THE_MODULES =
      Set.of(
          "power",
          "sections",
          "notes",
          "holders",
          "uevent",
          "self",
          "thread-self",
          "slab",
          "tracing");

  private static final int DEEPEST = 8;
  private static final int S_IFMT = 0170000;
  private static final int S_IFCHR = 0020000;
  private static final int S_IFDIR = 0040000;
  private static final int S_IFREG = 0100000;
  private static final int READABLE = 0444;
  private static final int WRITABLE = 0222;

  private final SystemCalls calls;
  private final Set<String> before;

  TargetFinder(SystemCalls calls) {
    this.calls = calls;
    this.before = files();
  }

  /** What has come since with {@code module}. */
  FuzzTarget find(FuzzModule module) throws ErrnoException {
    Set<String> files = files();
    files.removeAll(before);
    List<String> devices = new ArrayList<>();
    List<String> readable = new ArrayList<>();
    List<String> writable = new ArrayList<>();
    for (String file : files) {
      int mode = calls.newfstatat(OpenFlags.AT_FDCWD, file, OpenFlags.AT_SYMLINK_NOFOLLOW).mode();
      boolean ofModule = file.startsWith("/sys/module/") && !file.contains("/parameters/");
      if ((mode & S_IFMT) == S_IFCHR) {
        devices.add(file);
      } else if ((mode & S_IFMT) == S_IFREG && !ofModule) {
        if ((mode & READABLE) != 0) {
          readable.add(file);
        }
        if ((mode & WRITABLE) != 0) {
          writable.add(file);
        }
      }
    }
    return new FuzzTarget(devices, readable, writable, module.constants(), module.parameters());
  }

  private Set<String> files() {
    Set<String> files = new TreeSet<>();
    ROOTS.forEach(root -> walk(root, files, 0));
    return files;
  }

  private void walk(String directory, Set<String> files, int depth) {
    for (DirectoryEntry entry : entries(directory)) {
      String name = entry.name();
      if (name.startsWith(".")
          || NOT_THE_MODULES.contains(name)
          || (depth == 0 && Character.isDigit(name.charAt(0)))) {
        continue;
      }
      String path = directory + "/" + name;
      if ((entry.type() & S_IFMT) != S_IFDIR) {
        files.add(path);
      } else if (depth < DEEPEST) {
        walk(path, files, depth + 1);
      }
    }
  }

  private List<DirectoryEntry> entries(String directory) {
    List<DirectoryEntry> entries = new ArrayList<>();
    try {
      int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;
      int fd = calls.openat(OpenFlags.AT_FDCWD, directory, flags, 0);
      try {
        List<DirectoryEntry> some = calls.getdents64(fd);
        while (!some.isEmpty()) {
          entries.addAll(some);
          some = calls.getdents64(fd);
        }
      } finally {
        calls.close(fd);
      }
    } catch (ErrnoException e) {
      return entries; // gone, or not for us
    }
    return entries;
  }
}
