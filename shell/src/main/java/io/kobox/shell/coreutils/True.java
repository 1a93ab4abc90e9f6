package io.kobox.shell.coreutils;

import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;

/** {@code true} and {@code false}: nothing but an exit status. */
public final class True extends Utility {
  private final int status;

  /** {@code status}: 0 of true, 1 of false. */
  public True(int status) {
    super(
        Origin.BUSYBOX,
        status == 0 ? "true" : "false",
        status == 0 ? "succeed" : "fail",
        "Usage: " + (status == 0 ? "true" : "false"));
    this.status = status;
  }

  @Override
  protected boolean takesHelpAsText() {
    return true;
  }

  @Override
  protected int main(Session session) {
    return status;
  }
}
