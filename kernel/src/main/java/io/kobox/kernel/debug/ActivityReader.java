package io.kobox.kernel.debug;

import io.kobox.kernel.check.Kmemleak;
import io.kobox.kernel.check.LeftBehind;
import io.kobox.kernel.debug.Activity.Held;
import io.kobox.kernel.debug.Activity.Memory;
import io.kobox.kernel.debug.Activity.Pending;
import io.kobox.kernel.locking.Lockdep;
import io.kobox.kernel.module.Modules;
import io.kobox.lib.SymbolNames;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the {@link Activity} of the simulated kernel out of what its checks keep. */
public final class ActivityReader {
  private final Lockdep lockdep;
  private final LeftBehind leftBehind;
  private final @Nullable Kmemleak kmemleak;
  private final Modules modules;
  private final SymbolNames symbols;

  /**
   * @param kmemleak knows the allocations; null: nobody does
   */
  public ActivityReader(
      Lockdep lockdep,
      LeftBehind leftBehind,
      @Nullable Kmemleak kmemleak,
      Modules modules,
      SymbolNames symbols) {
    this.lockdep = lockdep;
    this.leftBehind = leftBehind;
    this.kmemleak = kmemleak;
    this.modules = modules;
    this.symbols = symbols;
  }

  /** What goes on now. */
  public Activity read() {
    return new Activity(locks(), pending(), memory());
  }

  private String name(long address) {
    return symbols.sprintSymbol(address, SymbolNames.Form.SYMBOL);
  }

  private List<Held> locks() {
    return lockdep.heldLocks().stream()
        .map(lock -> new Held(lock.task(), lock.kind(), name(lock.lock()), name(lock.ip())))
        .toList();
  }

  private List<Pending> pending() {
    List<Pending> pending = new ArrayList<>();
    leftBehind.find(
        address -> modules.containing(address) != null,
        (what, address, function) -> pending.add(new Pending(what, address, name(function))));
    return pending;
  }

  private SortedMap<String, Memory> memory() {
    SortedMap<String, Memory> memory = new TreeMap<>();
    if (kmemleak != null) {
      kmemleak.forEach(
          (size, stack) -> {
            String owner = owner(stack);
            if (owner != null) {
              memory.put(owner, memory.getOrDefault(owner, new Memory(0, 0)).plus(size));
            }
          });
    }
    return memory;
  }

  /** The module that is nearest to the allocation; its init may be gone. */
  private static @Nullable String owner(List<String> stack) {
    for (String frame : stack) {
      int bracket = frame.lastIndexOf('[');
      if (bracket >= 0 && frame.endsWith("]")) {
        return frame.substring(bracket + 1, frame.length() - 1);
      }
    }
    return null;
  }
}
