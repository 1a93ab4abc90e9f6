package io.kobox.shell.test;

import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;

/** {@code skip REASON}: the test cannot be run here (kselftest.h: KSFT_SKIP). */
final class Skip extends Utility {
  /** The exit status of a test that was skipped. */
  static final int STATUS = 4;

  Skip() {
    super(
        Origin.BUSYBOX,
        "skip",
        "test: ends the test, which does not count",
        "Usage: skip REASON...\n\nEnd the test, which neither passes nor fails");
  }

  @Override
  protected int main(Session session) throws ErrnoException {
    session.error("SKIP " + String.join(" ", session.arguments()));
    return STATUS;
  }
}
