package io.kobox.shell.test;

import io.kobox.shell.busybox.Child;
import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code fails COMMAND}: the command must fail, with a status and a message if they are given. */
final class Fails extends Utility {
  Fails() {
    super(
        Origin.BUSYBOX,
        "fails",
        "test: a command fails",
        """
        Usage: fails [-s STATUS] [-m TEXT] COMMAND [ARG]...

        Run COMMAND; it must fail

        \t-s STATUS\twith this exit status
        \t-m TEXT\twith TEXT in what it writes to standard error""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "+s:m:");
    List<String> command = options.operands();
    if (command.isEmpty()) {
      throw CommandException.usage(null);
    }
    int[] status = new int[1];
    String message =
        Capture.of(session.calls(), 2, () -> status[0] = Child.run(session, "fails", command));
    String said = String.join(" ", command);
    String expected = options.argument('s');
    if (status[0] == 0) {
      complain(session, said + ": succeeded, expected to fail");
      return 1;
    }
    if (expected != null && !expected.equals(Integer.toString(status[0]))) {
      complain(session, said + ": exit status " + status[0] + ", expected " + expected);
      return 1;
    }
    String text = options.argument('m');
    if (text != null && !message.contains(text)) {
      complain(session, said + ": expected a message with: " + text + "\nbut was: " + message);
      return 1;
    }
    return 0;
  }
}
