package io.kobox.kernel.entry;

import io.kobox.btf.NoSuchTypeException;
import io.kobox.kernel.check.CheckReports;

/**
 * What kobox says where its code for a kernel function needs a type that the simulated kernel does
 * not have, because that kernel does it in another way: only the caller comes to an end.
 */
public final class MissingTypes {
  private final String release;
  private final CheckReports reports;

  /** Of the kernel {@code release}. */
  public MissingTypes(String release, CheckReports reports) {
    this.release = release;
    this.reports = reports;
  }

  /** Reports that {@code caller}, an export or a program, met {@code cause}. */
  public void report(String caller, NoSuchTypeException cause) {
    reports.report(
        String.format(
            "%s: %s (%s), which this code of kobox needs; --kernel runs that kernel itself",
            caller, cause.getMessage(), release));
  }
}
