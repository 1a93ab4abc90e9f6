package io.kobox.kernel.check;

import io.kobox.checkpoint.HostSide;

/**
 * Where findings go that the recorded kernel would not have printed: not into the kernel's log, so
 * that the log stays what it would be on a real machine.
 */
@HostSide
@FunctionalInterface
public interface CheckReports {
  /** Reports a finding, in the format of the kernel's own tool; lines end with newlines. */
  void report(String text);

  /** On standard error, as all that kobox itself has to say. */
  CheckReports STANDARD_ERROR =
      text -> text.lines().forEach(line -> System.err.println("kobox: " + line));
}
