package io.kobox.kernel.check;

import io.kobox.kernel.module.Module;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** All who can tell what a module leaves behind, and where it is reported. */
public final class LeftBehinds {
  private final Set<Check> checks;
  private final CheckReports reports;
  private final List<ModuleRemains> subsystems = new ArrayList<>();

  public LeftBehinds(Set<Check> checks, CheckReports reports) {
    this.checks = checks;
    this.reports = reports;
  }

  /** From now on {@code subsystem} is asked too, unless its check is off. */
  public void add(ModuleRemains subsystem) {
    if (checks.contains(subsystem.check())) {
      subsystems.add(subsystem);
    }
  }

  /** {@code module} is about to be freed. */
  public void report(Module module) {
    for (ModuleRemains subsystem : subsystems) {
      subsystem.of(module).forEach(reports::report);
    }
  }

  /** The memory of {@code module}'s init is about to be freed. */
  public void initEnds(Module module) {
    subsystems.forEach(subsystem -> subsystem.initEnds(module));
  }
}
