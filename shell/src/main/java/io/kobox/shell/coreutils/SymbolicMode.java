package io.kobox.shell.coreutils;

import io.kobox.shell.command.Numbers;
import io.kobox.syscalls.FileMode;

/** Modes as chmod reads them: octal, or {@code u+x,go=r}. */
public final class SymbolicMode {
  private SymbolicMode() {}

  /** {@code text} applied to {@code mode}; -1: it is no mode. */
  public static int apply(String text, int mode, int umask) {
    if (Numbers.isDigits(text)) {
      return text.length() < 7 && text.matches("[0-7]+") && Integer.parseInt(text, 8) <= 07777
          ? Integer.parseInt(text, 8)
          : -1;
    }
    int result = mode & 07777;
    for (String clause : text.split(",", -1)) {
      result = clause(clause, result, FileMode.isDirectory(mode), umask);
      if (result < 0) {
        return -1;
      }
    }
    return result;
  }

  private static int clause(String clause, int mode, boolean directory, int umask) {
    int at = 0;
    int who = 0;
    while (at < clause.length() && "ugoa".indexOf(clause.charAt(at)) >= 0) {
      who |=
          switch (clause.charAt(at++)) {
            case 'u' -> 04700;
            case 'g' -> 02070;
            case 'o' -> 01007;
            default -> 07777;
          };
    }
    if (at == clause.length()) {
      return -1;
    }
    int affected = who == 0 ? 07777 & ~umask : who;
    int result = mode;
    while (at < clause.length()) {
      char operator = clause.charAt(at++);
      if ("+-=".indexOf(operator) < 0) {
        return -1;
      }
      int bits = 0;
      while (at < clause.length() && "+-=".indexOf(clause.charAt(at)) < 0) {
        int bit = bits(clause.charAt(at++), result, directory);
        if (bit < 0) {
          return -1;
        }
        bits |= bit;
      }
      bits &= affected;
      result =
          switch (operator) {
            case '+' -> result | bits;
            case '-' -> result & ~bits;
            default -> (result & ~(who == 0 ? 0777 : (affected & 0777))) | bits;
          };
    }
    return result;
  }

  private static int bits(char letter, int mode, boolean directory) {
    return switch (letter) {
      case 'r' -> 0444;
      case 'w' -> 0222;
      case 'x' -> 0111;
      case 'X' -> directory || (mode & 0111) != 0 ? 0111 : 0;
      case 's' -> 06000;
      case 't' -> 01000;
      case 'u' -> (mode >> 6 & 7) * 0111;
      case 'g' -> (mode >> 3 & 7) * 0111;
      case 'o' -> (mode & 7) * 0111;
      default -> -1;
    };
  }
}
