package io.kobox.shell.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Leaves out of an input what is not needed for it to find the same. */
final class Reducer {
  private final Predicate<FuzzInput> finds;

  /**
   * @param finds whether an input still does
   */
  Reducer(Predicate<FuzzInput> finds) {
    this.finds = finds;
  }

  /** The smallest input that leaving out one thing at a time comes to. */
  FuzzInput reduce(FuzzInput input) {
    FuzzInput smallest = withoutParameters(input);
    smallest = plainer(smallest, smallest.withSeed(0));
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (int i = smallest.steps().size() - 1; i >= 0; i--) {
        List<Step> less = new ArrayList<>(smallest.steps());
        less.remove(i);
        FuzzInput without = smallest.withSteps(less);
        if (finds.test(without)) {
          smallest = without;
          smaller = true;
        }
      }
    }
    for (int i = 0; i < smallest.steps().size(); i++) {
      smallest = plainer(smallest, with(smallest, i, smallest.steps().get(i).byMain()));
      smallest = plainer(smallest, with(smallest, i, smallest.steps().get(i).shorter()));
    }
    return smallest;
  }

  private FuzzInput withoutParameters(FuzzInput input) {
    FuzzInput smallest = input;
    for (String parameter : input.parameters()) {
      List<String> less = new ArrayList<>(smallest.parameters());
      less.remove(parameter);
      smallest = plainer(smallest, smallest.withParameters(less));
    }
    return smallest;
  }

  private static FuzzInput with(FuzzInput input, int at, Step step) {
    List<Step> steps = new ArrayList<>(input.steps());
    steps.set(at, step);
    return input.withSteps(steps);
  }

  private FuzzInput plainer(FuzzInput now, FuzzInput plainer) {
    return !plainer.equals(now) && finds.test(plainer) ? plainer : now;
  }
}
