package io.kobox.shell.fuzz;

import java.util.ArrayList;
import java.util.List;

/**
 * What a machine is to do with the module.
 *
 * @param parameters those that insmod gets besides the user's, as {@code name=value}
 * @param seed where tasks lose the CPU; 0: only where they sleep
 * @param steps the calls
 */
record FuzzInput(List<String> parameters, long seed, List<Step> steps) {
  static final FuzzInput NOTHING = new FuzzInput(List.of(), 0, List.of());

  FuzzInput withParameters(List<String> others) {
    return new FuzzInput(others, seed, steps);
  }

  FuzzInput withSeed(long other) {
    return new FuzzInput(parameters, other, steps);
  }

  FuzzInput withSteps(List<Step> others) {
    return new FuzzInput(parameters, seed, others);
  }

  /** The lines that {@link CallText} reads; without the parameters. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (seed != 0) {
      lines.add("seed " + seed);
    }
    steps.forEach(step -> lines.add(step.toString()));
    return lines;
  }
}
