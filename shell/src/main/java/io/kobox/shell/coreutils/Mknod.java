package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Numbers;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import java.util.List;

/** {@code mknod}, in busybox's words. */
public final class Mknod extends Utility {
  public Mknod() {
    super(
        Origin.BUSYBOX,
        "mknod",
        "make special files",
        """
        Usage: mknod [-m MODE] NAME TYPE [MAJOR MINOR]

        Create a special file (block, character, or pipe)

          -m MODE  Creation mode (default a=rw)
        TYPE:
          b       Block device
          c or u  Character device
          p       Named pipe (MAJOR MINOR must be omitted)""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "m:", "mode=m");
    List<String> operands = options.operands();
    String given = options.argument('m');
    int mode = given == null ? 0666 : SymbolicMode.apply(given, 0666, 0);
    if (mode < 0) {
      throw CommandException.failure(1, "invalid mode '" + given + "'");
    }
    String type =
        operands.size() < 2
            ? ""
            : operands.get(1).substring(0, Math.min(1, operands.get(1).length()));
    int bits =
        switch (type) {
          case "b" -> FileMode.S_IFBLK;
          case "c", "u" -> FileMode.S_IFCHR;
          case "p" -> FileMode.S_IFIFO;
          default -> 0;
        };
    if (bits == 0 || operands.size() != (type.equals("p") ? 2 : 4)) {
      throw CommandException.usage(null);
    }
    long device =
        type.equals("p")
            ? 0
            : Stat.makedev(number(operands.get(2), 0xfff), number(operands.get(3), 0xfffff));
    try {
      session.calls().mknodat(OpenFlags.AT_FDCWD, operands.getFirst(), bits | mode, device);
      if (given != null) {
        session.calls().fchmodat(OpenFlags.AT_FDCWD, operands.getFirst(), mode);
      }
    } catch (ErrnoException e) {
      complain(session, operands.getFirst(), e);
      return 1;
    }
    return 0;
  }

  private static int number(String text, int most) throws CommandException {
    long value;
    try {
      value = Numbers.decimal(text);
    } catch (NumberFormatException e) {
      throw CommandException.failure(1, "invalid number '" + text + "'");
    }
    if (value < 0 || value > most) {
      throw CommandException.failure(1, "number " + text + " is not in 0.." + most + " range");
    }
    return (int) value;
  }
}
