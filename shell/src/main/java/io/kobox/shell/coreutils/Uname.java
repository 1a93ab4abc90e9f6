package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Utsname;
import java.util.ArrayList;
import java.util.List;

/** {@code uname}, in busybox's words. */
public final class Uname extends Utility {
  private static final String ORDER = "snrvmpio";

  public Uname() {
    super(
        Origin.BUSYBOX,
        "uname",
        "print system information",
        """
        Usage: uname [-amnrspvio]

        Print system information

          -a  Print all
          -m  Machine (hardware) type
          -n  Hostname
          -r  Kernel release
          -s  Kernel name (default)
          -p  Processor type
          -v  Kernel version
          -i  The hardware platform
          -o  OS name""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options =
        Options.parse(
            session.arguments(),
            ORDER + "a",
            "all=a",
            "kernel-name=s",
            "nodename=n",
            "kernel-release=r",
            "kernel-version=v",
            "machine=m",
            "processor=p",
            "hardware-platform=i",
            "operating-system=o");
    if (!options.operands().isEmpty()) {
      throw CommandException.usage(null);
    }
    Utsname names = session.calls().uname();
    boolean all = options.has('a');
    List<String> parts = new ArrayList<>();
    for (int index = 0; index < ORDER.length(); index++) {
      char letter = ORDER.charAt(index);
      boolean unknown = letter == 'p' || letter == 'i';
      if (options.has(letter)
          || (all && !unknown)
          || (options.options().isEmpty() && letter == 's')) {
        parts.add(part(names, letter));
      }
    }
    session.out().println(String.join(" ", parts));
    return 0;
  }

  private static String part(Utsname names, char letter) {
    return switch (letter) {
      case 's' -> names.sysname();
      case 'n' -> names.nodename();
      case 'r' -> names.release();
      case 'v' -> names.version();
      case 'm' -> names.machine();
      case 'o' -> "GNU/Linux";
      default -> "unknown";
    };
  }
}
