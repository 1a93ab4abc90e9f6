package io.kobox.shell.coreutils;

import io.kobox.syscalls.FileMode;

/** The colours of ls without $LS_COLORS (ls.c: color_indicator). */
final class LsColors {
  private LsColors() {}

  /** The attributes between "ESC [" and "m"; empty: none. */
  static String code(int mode, int targetMode) {
    return switch (mode & FileMode.S_IFMT) {
      case FileMode.S_IFDIR -> directory(mode);
      case FileMode.S_IFLNK -> targetMode == 0 ? "" : "01;36";
      case FileMode.S_IFIFO -> "33";
      case FileMode.S_IFSOCK -> "01;35";
      case FileMode.S_IFBLK, FileMode.S_IFCHR -> "01;33";
      case FileMode.S_IFREG -> regular(mode);
      default -> "";
    };
  }

  private static String directory(int mode) {
    boolean sticky = (mode & FileMode.S_ISVTX) != 0;
    boolean writable = (mode & 0002) != 0;
    if (writable) {
      return sticky ? "30;42" : "34;42";
    }
    return sticky ? "37;44" : "01;34";
  }

  private static String regular(int mode) {
    if ((mode & FileMode.S_ISUID) != 0) {
      return "37;41";
    }
    if ((mode & FileMode.S_ISGID) != 0) {
      return "30;43";
    }
    return (mode & 0111) != 0 ? "01;32" : "";
  }
}
