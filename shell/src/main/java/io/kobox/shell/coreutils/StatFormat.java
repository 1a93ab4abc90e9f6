package io.kobox.shell.coreutils;

import io.kobox.shell.command.Accounts;
import io.kobox.shell.command.Pad;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Strftime;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import java.util.Objects;

/** What stat prints of one file. */
final class StatFormat {
  private static final String TIME = "%Y-%m-%d %H:%M:%S.%N +0000";
  private static final int MAX_WIDTH = 1000;

  private final Session session;
  private final String path;
  private final Stat stat;
  private final Accounts accounts;

  StatFormat(Session session, String path, Stat stat) {
    this.session = session;
    this.path = path;
    this.stat = stat;
    this.accounts = new Accounts(session.calls());
  }

  String terse() {
    return expand("%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %o");
  }

  String full() {
    boolean device = FileMode.isCharacterDevice(stat.mode()) || FileMode.isBlockDevice(stat.mode());
    String name = FileMode.isSymbolicLink(stat.mode()) ? "%N" : "%n";
    return expand(
        "  File: "
            + name
            + "\n  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\n"
            + "Device: %Dh/%dd\tInode: %-10i  Links: "
            + (device ? "%-5h Device type: %t,%T\n" : "%h\n")
            + "Access: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\n"
            + "Access: %x\nModify: %y\nChange: %z");
  }

  /** Expands {@code %-10s} and the like; unknown letters stand for themselves. */
  String expand(String format) {
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < format.length()) {
      char c = format.charAt(i++);
      if (c != '%') {
        text.append(c);
        continue;
      }
      boolean left = false;
      boolean zeros = false;
      while (i < format.length() && "-0#+ ".indexOf(format.charAt(i)) >= 0) {
        left |= format.charAt(i) == '-';
        zeros |= format.charAt(i) == '0';
        i++;
      }
      int width = 0;
      while (i < format.length() && Character.isDigit(format.charAt(i))) {
        width = Math.min(MAX_WIDTH, width * 10 + format.charAt(i++) - '0');
      }
      while (i < format.length() && "0123456789.".indexOf(format.charAt(i)) >= 0) {
        i++;
      }
      String value = i < format.length() ? value(format.charAt(i++)) : "%";
      text.append(
          left
              ? Pad.right(value, width)
              : zeros ? Pad.zeros(value, width) : Pad.left(value, width));
    }
    return text.toString();
  }

  private String value(char letter) {
    return switch (letter) {
      case '%' -> "%";
      case 'a' -> Integer.toOctalString(stat.mode() & 07777);
      case 'A' -> ModeString.of(stat.mode());
      case 'b' -> Long.toString(stat.blocks());
      case 'B' -> "512";
      case 'd' -> Long.toString(stat.dev());
      case 'D' -> Long.toHexString(stat.dev());
      case 'f' -> Integer.toHexString(stat.mode());
      case 'F' -> type();
      case 'g' -> Integer.toUnsignedString(stat.gid());
      case 'G' -> Objects.requireNonNullElse(accounts.group(stat.gid()), "UNKNOWN");
      case 'h' -> Long.toString(stat.nlink());
      case 'i' -> Long.toString(stat.ino());
      case 'n' -> path;
      case 'N' -> nameAndTarget();
      case 'o' -> Integer.toString(stat.blksize());
      case 's' -> Long.toString(stat.size());
      case 't' -> Integer.toHexString(Stat.major(stat.rdev()));
      case 'T' -> Integer.toHexString(Stat.minor(stat.rdev()));
      case 'u' -> Integer.toUnsignedString(stat.uid());
      case 'U' -> Objects.requireNonNullElse(accounts.user(stat.uid()), "UNKNOWN");
      case 'x' -> Strftime.format(TIME, stat.atime());
      case 'X' -> seconds(stat.atime());
      case 'y' -> Strftime.format(TIME, stat.mtime());
      case 'Y' -> seconds(stat.mtime());
      case 'z' -> Strftime.format(TIME, stat.ctime());
      case 'Z' -> seconds(stat.ctime());
      default -> String.valueOf(letter);
    };
  }

  private static String seconds(long nanos) {
    return Long.toString(Math.floorDiv(nanos, 1_000_000_000L));
  }

  private String nameAndTarget() {
    if (!FileMode.isSymbolicLink(stat.mode())) {
      return path;
    }
    try {
      return "'" + path + "' -> '" + session.calls().readlinkat(OpenFlags.AT_FDCWD, path) + "'";
    } catch (ErrnoException e) {
      return "'" + path + "'";
    }
  }

  private String type() {
    return switch (stat.mode() & FileMode.S_IFMT) {
      case FileMode.S_IFDIR -> "directory";
      case FileMode.S_IFLNK -> "symbolic link";
      case FileMode.S_IFCHR -> "character special file";
      case FileMode.S_IFBLK -> "block special file";
      case FileMode.S_IFIFO -> "fifo";
      case FileMode.S_IFSOCK -> "socket";
      case FileMode.S_IFREG -> stat.size() == 0 ? "regular empty file" : "regular file";
      default -> "weird file";
    };
  }
}
