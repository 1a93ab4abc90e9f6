package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import io.kobox.syscalls.SystemCalls;
import org.jspecify.annotations.Nullable;

/** The tests of files and strings that {@code test} and {@code [[} share. */
public final class FileTests {
  private static final int TCGETS = 0x5401;
  private static final int TERMIOS_SIZE = 64;

  private FileTests() {}

  /** {@code -X operand}; the letter is known to be one of them. */
  public static boolean unary(Interpreter shell, char letter, String operand) {
    return switch (letter) {
      case 'n' -> !operand.isEmpty();
      case 'z' -> operand.isEmpty();
      case 'v', 'R' -> shell.variables().get(operand) != null;
      case 'o' -> false;
      case 't' -> isTerminal(shell.calls(), operand);
      default -> file(shell, letter, operand);
    };
  }

  private static boolean file(Interpreter shell, char letter, String path) {
    SystemCalls calls = shell.calls();
    Stat stat;
    try {
      if (letter == 'r' || letter == 'w' || letter == 'x') {
        calls.faccessat(OpenFlags.AT_FDCWD, path, letter == 'r' ? 4 : letter == 'w' ? 2 : 1);
        return true;
      }
      boolean link = letter == 'L' || letter == 'h';
      stat = calls.newfstatat(OpenFlags.AT_FDCWD, path, link ? OpenFlags.AT_SYMLINK_NOFOLLOW : 0);
    } catch (ErrnoException e) {
      return false;
    }
    int mode = stat.mode();
    int type = mode & FileMode.S_IFMT;
    return switch (letter) {
      case 'a', 'e' -> true;
      case 'b' -> type == FileMode.S_IFBLK;
      case 'c' -> type == FileMode.S_IFCHR;
      case 'd' -> type == FileMode.S_IFDIR;
      case 'f' -> type == FileMode.S_IFREG;
      case 'h', 'L' -> type == FileMode.S_IFLNK;
      case 'p' -> type == FileMode.S_IFIFO;
      case 'S' -> type == FileMode.S_IFSOCK;
      case 's' -> stat.size() > 0;
      case 'g' -> (mode & FileMode.S_ISGID) != 0;
      case 'u' -> (mode & FileMode.S_ISUID) != 0;
      case 'k' -> (mode & FileMode.S_ISVTX) != 0;
      case 'O' -> stat.uid() == 0;
      case 'G' -> stat.gid() == 0;
      case 'N' -> stat.mtime() > stat.atime();
      default -> false;
    };
  }

  private static boolean isTerminal(SystemCalls calls, String operand) {
    Long fd = Builtins.number(operand);
    if (fd == null) {
      return false;
    }
    try {
      long termios = calls.userMemory().allocate(TERMIOS_SIZE);
      try {
        calls.ioctl((int) (long) fd, TCGETS, termios);
        return true;
      } finally {
        calls.userMemory().free(termios);
      }
    } catch (ErrnoException e) {
      return false;
    }
  }

  /** {@code -nt}, {@code -ot}, {@code -ef}. */
  public static boolean compare(Interpreter shell, String operator, String left, String right) {
    Stat a = stat(shell, left);
    Stat b = stat(shell, right);
    return switch (operator) {
      case "-ef" -> a != null && b != null && a.dev() == b.dev() && a.ino() == b.ino();
      case "-nt" -> a != null && (b == null || a.mtime() > b.mtime());
      default -> b != null && (a == null || a.mtime() < b.mtime());
    };
  }

  private static @Nullable Stat stat(Interpreter shell, String path) {
    try {
      return shell.calls().newfstatat(OpenFlags.AT_FDCWD, path, 0);
    } catch (ErrnoException e) {
      return null;
    }
  }
}
