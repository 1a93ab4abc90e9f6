package io.kobox.kernel;

import io.kobox.kernel.check.Check;
import io.kobox.kernel.check.Kmemleak;
import io.kobox.kernel.check.LeftBehinds;
import io.kobox.kernel.check.StackTraces;
import io.kobox.kernel.kallsyms.KernelSymbols;
import io.kobox.kernel.panic.Taints;
import io.kobox.machine.Machine;
import io.kobox.mm.Allocations;
import io.kobox.mm.SlubDebug;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of the guest's allocations: kmemleak, and the slab allocator's checks of red zones
 * and freed objects, where they are on. What is allocated before is not theirs.
 */
final class MemoryChecks {
  private final @Nullable Kmemleak kmemleak;

  MemoryChecks(
      KernelFloor floor,
      DebugConfig debug,
      KernelSymbols symbols,
      Taints taints,
      LeftBehinds leftBehinds,
      Kmemleak.Referenced referenced) {
    boolean kasan = debug.checks().contains(Check.KASAN);
    if (!kasan && !debug.checks().contains(Check.KMEMLEAK)) {
      kmemleak = null;
      return;
    }
    Machine machine = floor.machine();
    StackTraces stacks =
        new StackTraces(
            machine.cpu(), machine.memory(), floor.scheduler(), symbols, symbols::isText);
    kmemleak = new Kmemleak(stacks, machine.memory(), floor.jiffies()::get);
    kmemleak.setReferenced(referenced);
    floor.slab().observe(kmemleak);
    floor.pages().observe(kmemleak);
    if (kasan) {
      SlubDebug slub =
          new SlubDebug(machine.memory(), stacks, kmemleak, debug.reports(), taints::print);
      if (debug.checks().contains(Check.KASANFULL)) {
        slub.watch(machine.cpu(), stacks, debug.reports());
      }
      floor.slab().check(slub);
      leftBehinds.add(slub);
    }
    leftBehinds.add(kmemleak);
  }

  /** Whom allocators without an observer of their own tell. */
  Allocations allocations() {
    return kmemleak == null ? Allocations.NONE : kmemleak;
  }

  /** Who knows the allocations; null: nobody does. */
  @Nullable Kmemleak kmemleak() {
    return kmemleak;
  }
}
