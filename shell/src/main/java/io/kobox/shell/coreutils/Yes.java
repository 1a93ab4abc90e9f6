package io.kobox.shell.coreutils;

import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;

/** {@code yes}: ends when nobody reads any more. */
public final class Yes extends Utility {
  public Yes() {
    super(
        Origin.BUSYBOX,
        "yes",
        "print a line again and again",
        "Usage: yes [STRING]\n\nRepeatedly print a line with STRING, or 'y'");
  }

  @Override
  protected int main(Session session) throws ErrnoException {
    String line = session.arguments().isEmpty() ? "y" : String.join(" ", session.arguments());
    while (true) {
      session.out().println(line);
    }
  }
}
