package io.kobox.shell.test;

import io.kobox.shell.busybox.Child;
import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code expect TEXT COMMAND}: what the command prints must be that text. */
final class Expect extends Utility {
  Expect() {
    super(
        Origin.BUSYBOX,
        "expect",
        "test: a command succeeds and prints a text",
        """
        Usage: expect TEXT COMMAND [ARG]...

        Run COMMAND; it must succeed, and its standard output without newlines at
        the end must be TEXT""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    List<String> arguments = session.arguments();
    if (arguments.size() < 2) {
      throw CommandException.usage(null);
    }
    String expected = arguments.getFirst();
    List<String> command = arguments.subList(1, arguments.size());
    int[] status = new int[1];
    String got =
        Capture.of(session.calls(), 1, () -> status[0] = Child.run(session, "expect", command));
    String printed = got.replaceFirst("\n+$", "");
    String said = String.join(" ", command);
    if (status[0] != 0) {
      complain(session, said + ": exit status " + status[0] + ", expected success");
      return 1;
    }
    if (!printed.equals(expected)) {
      complain(session, said + ":\nexpected: " + expected + "\nbut was:  " + printed);
      return 1;
    }
    return 0;
  }
}
