package io.kobox.kernel;

import io.kobox.kernel.check.Check;
import io.kobox.kernel.check.CheckReports;
import io.kobox.lib.fault.FaultInjection;
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
 */
public record DebugConfig(
    Set<Check> checks,
    CheckReports reports,
    @Nullable Consumer<String> trace,
    @Nullable FaultInjection faults) {
  /** All checks on, reports to standard error, no trace, no faults. */
  public static DebugConfig standard() {
    return new DebugConfig(Check.all(), CheckReports.STANDARD_ERROR, null, null);
  }
}
