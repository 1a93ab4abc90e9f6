package io.kobox.shell.rig;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code irq raise N [TIMES]}: a device raises an interrupt line. A command of kobox's own. */
public final class Irq extends Utility {
  private static final int MOST_TIMES = 1_000_000;

  public Irq() {
    super(
        Origin.BUSYBOX,
        "irq",
        "raise an interrupt, as a device would",
        """
        Usage: irq raise N [TIMES]

        Raise interrupt line N; cat /proc/interrupts shows which have handlers""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    List<String> arguments = session.arguments();
    if (arguments.size() < 2 || arguments.size() > 3 || !arguments.getFirst().equals("raise")) {
      throw CommandException.usage(null);
    }
    int irq = number(arguments.get(1));
    int times = arguments.size() == 3 ? number(arguments.get(2)) : 1;
    for (int i = 0; i < Math.min(times, MOST_TIMES); i++) {
      try {
        session.calls().raiseInterrupt(irq);
      } catch (ErrnoException e) {
        if (e.errno() == Errno.ENXIO) {
          throw CommandException.failure(1, "no interrupt line " + irq);
        }
        throw e;
      }
    }
    return 0;
  }

  private static int number(String text) throws CommandException {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw CommandException.failure(1, "invalid number '" + text + "'");
    }
  }
}
