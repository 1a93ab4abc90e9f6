package io.kobox.shell.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Leaves out of a sequence of calls what is not needed for it to find the same. */
final class Reducer {
  private final Predicate<List<FuzzCall>> finds;

  /**
   * @param finds whether a sequence still does
   */
  Reducer(Predicate<List<FuzzCall>> finds) {
    this.finds = finds;
  }

  /** The smallest sequence that leaving out one thing at a time comes to. */
  List<FuzzCall> reduce(List<FuzzCall> sequence) {
    List<FuzzCall> smallest = sequence;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (int i = smallest.size() - 1; i >= 0; i--) {
        List<FuzzCall> less = new ArrayList<>(smallest);
        less.remove(i);
        if (finds.test(less)) {
          smallest = less;
          smaller = true;
        }
      }
    }
    for (int i = 0; i < smallest.size(); i++) {
      List<FuzzCall> plainer = new ArrayList<>(smallest);
      plainer.set(i, smallest.get(i).shorter());
      if (!plainer.equals(smallest) && finds.test(plainer)) {
        smallest = plainer;
      }
    }
    return smallest;
  }
}
