package io.kobox.shell.coreutils;

import io.kobox.syscalls.FileMode;

/** A mode as {@code ls -l} writes it: {@code drwxr-xr-x}. */
public final class ModeString {
  private ModeString() {}

  public static String of(int mode) {
    char[] text = new char[10];
    text[0] = type(mode);
    for (int i = 0; i < 9; i++) {
      text[i + 1] = (mode & (0400 >> i)) != 0 ? "rwx".charAt(i % 3) : '-';
    }
    special(text, 3, (mode & FileMode.S_ISUID) != 0, 's');
    special(text, 6, (mode & FileMode.S_ISGID) != 0, 's');
    special(text, 9, (mode & FileMode.S_ISVTX) != 0, 't');
    return new String(text);
  }

  private static char type(int mode) {
    return switch (mode & FileMode.S_IFMT) {
      case FileMode.S_IFDIR -> 'd';
      case FileMode.S_IFLNK -> 'l';
      case FileMode.S_IFCHR -> 'c';
      case FileMode.S_IFBLK -> 'b';
      case FileMode.S_IFIFO -> 'p';
      case FileMode.S_IFSOCK -> 's';
      case FileMode.S_IFREG -> '-';
      default -> '?';
    };
  }

  private static void special(char[] text, int at, boolean set, char mark) {
    if (set) {
      text[at] = text[at] == 'x' ? mark : Character.toUpperCase(mark);
    }
  }
}
