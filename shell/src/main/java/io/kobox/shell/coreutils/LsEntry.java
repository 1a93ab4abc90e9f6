package io.kobox.shell.coreutils;

import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.Stat;
import org.jspecify.annotations.Nullable;

/**
 * One line of ls: {@code name} as shown, {@code path} as opened; {@code stat} is null if it could
 * not be had; {@code target} of a symbolic link, {@code targetMode} 0 if it leads nowhere.
 */
record LsEntry(
    String name,
    String path,
    int type,
    long ino,
    @Nullable Stat stat,
    @Nullable String target,
    int targetMode) {

  boolean isDirectory() {
    return FileMode.isDirectory(type);
  }

  long size() {
    return stat == null ? 0 : stat.size();
  }

  long mtime() {
    return stat == null ? 0 : stat.mtime();
  }

  int mode() {
    return stat == null ? type : stat.mode();
  }

  /** Blocks of 1024 bytes. */
  long kilobytes() {
    return stat == null ? 0 : (stat.blocks() + 1) / 2;
  }
}
