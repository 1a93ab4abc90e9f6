package io.kobox.shell.device;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;

/** {@code key}: somebody types on the machine's keyboard. A command of kobox's own. */
public final class KeyCommand extends Utility {
  public KeyCommand() {
    super(
        Origin.RIG,
        "key",
        "press keys of the machine's keyboard",
        """
        Usage: key KEY[-KEY...]...

        Each word's keys are pressed together and released: key h i enter shift-a ctrl-alt-f2
        Names as in linux/input-event-codes.h, without KEY_. Image kernel only.""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    if (session.arguments().isEmpty()) {
      throw CommandException.usage(null);
    }
    for (String chord : session.arguments()) {
      try {
        session.calls().board().press(chord);
      } catch (IllegalArgumentException e) {
        throw CommandException.failure(1, String.valueOf(e.getMessage()));
      }
    }
    return 0;
  }
}
