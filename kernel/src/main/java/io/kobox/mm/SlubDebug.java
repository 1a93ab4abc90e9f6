package io.kobox.mm;

import io.kobox.kernel.check.Check;
import io.kobox.kernel.check.CheckReports;
import io.kobox.kernel.check.Kmemleak;
import io.kobox.kernel.check.ModuleRemains;
import io.kobox.kernel.check.Stacks;
import io.kobox.kernel.module.Module;
import io.kobox.machine.Cpu;
import io.kobox.machine.GuestMemory;
import io.kobox.unicorn.Register;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@link CheckedObjects} of the simulated kernel's slab; they are looked at when a module goes. */
public final class SlubDebug implements SlabDebug, ModuleRemains {
  /** What stays unused behind each object, at least. */
  public static final int RED_ZONE = 16;

  private static final int MOST_RED = 64;

  private final CheckedObjects<KmemCache> objects;

  /**
   * @param tainted print_tainted()
   */
  public SlubDebug(
      GuestMemory memory,
      Stacks stacks,
      Kmemleak tracks,
      CheckReports reports,
      Supplier<String> tainted) {
    this.objects = new CheckedObjects<>(memory, stacks, tracks, reports, tainted);
  }

  /** Has each access of guest code looked at, see {@link Kasan}. */
  public void watch(Cpu cpu, Stacks stacks, CheckReports reports) {
    cpu.watchMemory(new Kasan<>(objects, () -> cpu.read(Register.RIP), stacks, reports)::access);
  }

  @Override
  public Check check() {
    return Check.KASAN;
  }

  @Override
  public void allocated(long object, KmemCache cache, int size) {
    objects.allocated(object, cache, size, Math.min(cache.stride() - size, MOST_RED));
  }

  @Override
  public void forget(long object) {
    objects.forget(object);
  }

  @Override
  public boolean isFreed(long object) {
    return objects.isFreed(object);
  }

  @Override
  public void freed(long object, KmemCache cache) {
    if (!objects.freed(object)) {
      cache.reuse(object);
    }
    reuse(objects.takeOldest(any -> true));
  }

  @Override
  public void drain(KmemCache cache) {
    CheckedObjects.Freed<KmemCache> freed = objects.take(other -> other == cache);
    while (freed != null) {
      reuse(freed);
      freed = objects.take(other -> other == cache);
    }
  }

  private static void reuse(CheckedObjects.@Nullable Freed<KmemCache> freed) {
    if (freed != null) {
      freed.cache().reuse(freed.object());
    }
  }

  @Override
  public List<String> of(Module module) {
    objects.check();
    return List.of();
  }

  /** Tells of an object that was freed before. */
  void doubleFree(long object) {
    objects.doubleFree(object);
  }
}
