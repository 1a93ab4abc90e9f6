package io.kobox.shell.test;

import io.kobox.lib.fault.FaultInjection;
import io.kobox.shell.command.Command;
import io.kobox.shell.fuzz.SyscallsCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands that only tests have. */
public final class TestCommands {
  private TestCommands() {}

  /**
   * The commands for a machine.
   *
   * @param findings what its checks report
   * @param faults the calls that are to fail on it; null: no more can be added
   */
  public static List<Command> of(List<String> findings, @Nullable FaultInjection faults) {
    return List.of(
        new Expect(),
        new Fails(),
        ExpectLog.present(),
        ExpectLog.absent(),
        new ExpectReport(findings),
        new Fault(faults),
        new Skip(),
        new SyscallsCommand());
  }
}
