package io.kobox.kernel;

import io.kobox.kernel.check.Check;
import io.kobox.kernel.check.CheckReports;
import io.kobox.kernel.entry.CallInterceptor;
import io.kobox.kernel.gcov.CodeWatcher;
import io.kobox.kernel.sched.Preemption;
import io.kobox.lib.fault.FaultInjection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a machine is watched for, and what is to go wrong on it.
 *
 * @param checks the checks that are on
 * @param reports where they report
 * @param trace takes a line for each served call; null: no trace
 * @param faults the calls that are to fail; null: none
 * @param interceptors stand between modules and the functions that are served to them
 * @param preemption whether a task may lose the CPU at any call of the kernel, as with {@code
 *     preempt=full}; null: never, only where it asks for it
 * @param code is told what code of modules runs; null: nobody, and nothing is spent on it
 * @param inTree whether an image kernel's own modules are checked like those from elsewhere
 */
public record DebugConfig(
    Set<Check> checks,
    CheckReports reports,
    @Nullable Consumer<String> trace,
    @Nullable FaultInjection faults,
    List<CallInterceptor> interceptors,
    @Nullable Preemption preemption,
    @Nullable CodeWatcher code,
    boolean inTree) {
  /** What is watched and goes wrong, with nothing else in between. */
  public DebugConfig(
      Set<Check> checks,
      CheckReports reports,
      @Nullable Consumer<String> trace,
      @Nullable FaultInjection faults) {
    this(checks, reports, trace, faults, List.of(), null, null, false);
  }

  /** All checks on, reports to standard error, no trace, no faults. */
  public static DebugConfig standard() {
    return new DebugConfig(Check.all(), CheckReports.STANDARD_ERROR, null, null);
  }
}
