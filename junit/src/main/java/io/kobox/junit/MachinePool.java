package io.kobox.junit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Machines that tests are through with, and that can be made what they were when the next test with
 * the same settings begins. Only a few, those used last.
 */
final class MachinePool implements AutoCloseable {
  private static final int MOST = 2;

  /** All that a machine depends on. */
  record Settings(
      List<String> modules,
      String params,
      long seed,
      List<String> faults,
      @Nullable String kernel) {}

  private final LinkedHashMap<Settings, Machine> idle = new LinkedHashMap<>();
  private final Set<Settings> wanted = new HashSet<>();

  /** Whether such a machine was wanted before, so that it may be again. */
  synchronized boolean isWantedAgain(Settings settings) {
    return !wanted.add(settings);
  }

  /** A machine as its tests are to find it; null: there is none. */
  @Nullable Machine take(Settings settings) {
    Machine machine;
    synchronized (this) {
      machine = idle.remove(settings);
    }
    if (machine != null && !machine.renew()) {
      machine.close();
      return null;
    }
    return machine;
  }

  /** The machine's test is over. */
  void giveBack(Settings settings, Machine machine) {
    List<Machine> superfluous = new ArrayList<>();
    synchronized (this) {
      if (!machine.isRenewable() || idle.containsKey(settings)) {
        superfluous.add(machine);
      } else {
        idle.put(settings, machine);
        while (idle.size() > MOST) {
          superfluous.add(idle.pollFirstEntry().getValue());
        }
      }
    }
    superfluous.forEach(Machine::close);
  }

  @Override
  public synchronized void close() {
    idle.values().forEach(Machine::close);
    idle.clear();
  }
}
