package io.kobox.shell.utillinux;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;

/** {@code umount}, in busybox's words. */
public final class Umount extends Utility {
  private static final int MNT_FORCE = 1;
  private static final int MNT_DETACH = 2;

  public Umount() {
    super(
        Origin.BUSYBOX,
        "umount",
        "unmount file systems",
        """
        Usage: umount [-rlfda] [-t FSTYPE] FILESYSTEM|DIRECTORY

        Unmount filesystems

          -l  Lazy umount
          -f  Force umount""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "fldnrvat:");
    if (options.operands().isEmpty()) {
      throw CommandException.usage(null);
    }
    int flags = (options.has('f') ? MNT_FORCE : 0) | (options.has('l') ? MNT_DETACH : 0);
    int status = 0;
    for (String operand : options.operands()) {
      try {
        session.calls().umount2(target(session, operand), flags);
      } catch (ErrnoException e) {
        complain(session, "can't unmount " + operand, e);
        status = 1;
      }
    }
    return status;
  }

  /** Where a device is mounted, if the operand is one; else the operand. */
  private static String target(Session session, String operand) throws ErrnoException {
    String target = operand;
    try (Input input = Input.open(session.calls(), "/proc/mounts")) {
      String line;
      while ((line = input.readLine()) != null) {
        String[] fields = line.split(" ", 0);
        if (fields.length > 1 && fields[0].equals(operand) && operand.startsWith("/")) {
          target = fields[1];
        }
      }
    } catch (ErrnoException | CommandException e) {
      return operand;
    }
    return target;
  }
}
