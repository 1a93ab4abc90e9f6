package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import java.time.Duration;

/** {@code sleep}, in busybox's words. */
public final class Sleep extends Utility {
  public Sleep() {
    super(
        Origin.BUSYBOX,
        "sleep",
        "wait for some time",
        """
        Usage: sleep [N]...

        Pause for a time equal to the total of the args given, where each arg can
        have an optional suffix of (s)econds, (m)inutes, (h)ours, or (d)ays""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    if (session.arguments().isEmpty()) {
      throw CommandException.usage(null);
    }
    Duration total = Duration.ZERO;
    for (String argument : session.arguments()) {
      Duration part = Durations.parse(argument);
      if (part == null) {
        throw CommandException.failure(1, "invalid number '" + argument + "'");
      }
      total = total.plus(part);
    }
    session.calls().nanosleep(total);
    return 0;
  }
}
