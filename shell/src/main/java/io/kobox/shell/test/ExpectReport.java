package io.kobox.shell.test;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code expect_report TEXT}: the checks have found that, and it does not fail the test. */
final class ExpectReport extends Utility {
  private final List<String> findings;

  ExpectReport(List<String> findings) {
    super(
        Origin.BUSYBOX,
        "expect_report",
        "test: the machine's checks have found something",
        """
        Usage: expect_report TEXT

        One of the checks' reports so far must contain TEXT; such reports do not
        fail the test""");
    this.findings = findings;
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    if (session.arguments().size() != 1) {
      throw CommandException.usage(null);
    }
    String text = session.arguments().getFirst();
    if (!findings.removeIf(finding -> finding.contains(text))) {
      complain(session, "no report has: " + text + "\n" + String.join("\n", findings));
      return 1;
    }
    return 0;
  }
}
