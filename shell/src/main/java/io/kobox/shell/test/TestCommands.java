package io.kobox.shell.test;

import io.kobox.kernel.sched.Preemption;
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
   * @param preemption whether tasks lose the CPU on it
   */
  public static List<Command> of(
      List<String> findings, @Nullable FaultInjection faults, Preemption preemption) {
    return List.of(
        new Expect(),
        new Fails(),
        ExpectLog.present(),
        ExpectLog.absent(),
        new ExpectReport(findings),
        new Fault(faults),
        new Skip(),
        new SyscallsCommand(preemption));
  }
}
