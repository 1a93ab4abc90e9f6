package io.kobox.shell.test;

import io.kobox.shell.command.Command;
import io.kobox.shell.fuzz.SyscallsCommand;
import java.util.List;

/** The commands that only tests have. */
public final class TestCommands {
  private TestCommands() {}

  /** The commands for a machine whose checks report to {@code findings}. */
  public static List<Command> of(List<String> findings) {
    return List.of(
        new Expect(),
        new Fails(),
        ExpectLog.present(),
        ExpectLog.absent(),
        new ExpectReport(findings),
        new Skip(),
        new SyscallsCommand());
  }
}
