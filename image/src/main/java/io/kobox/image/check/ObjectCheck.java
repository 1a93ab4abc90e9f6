package io.kobox.image.check;

import io.kobox.kernel.check.CheckReports;
import io.kobox.kernel.check.Kmemleak;
import io.kobox.mm.CheckedObjects;
import io.kobox.types.Struct;
import io.kobox.types.Structs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Red zones and a quarantine for the slab objects of watched modules. The allocator stays the
 * kernel's: a module gets a larger object than it asked for, and when it frees one, an older one is
 * freed in its place.
 */
final class ObjectCheck {
  private static final String KFREE = "kfree";
  private static final String CACHE_FREE = "kmem_cache_free";
  private static final String CACHE_DESTROY = "kmem_cache_destroy";

  /** Functions that tell of, or use, all that kmalloc gave: their callers get no red zones. */
  private static final List<String> USE_ALL = List.of("ksize", "krealloc");

  static final Set<String> FUNCTIONS = Set.of(KFREE, CACHE_FREE, CACHE_DESTROY);

  private static final int RED_ZONE = 16;
  private static final int MOST_RED = 64;

  /** What is larger is not of a slab. */
  private static final int MOST_SIZE = 8192;

  private static final int LEAST_SIZE = 8;
  private static final int[] ODD_SIZES = {96, 192};

  /** {@code SLAB_TYPESAFE_BY_RCU} (include/linux/slab.h): freed objects are used on purpose. */
  private static final long TYPESAFE_BY_RCU = 0x80000;

  private static final String KMALLOC = "kmalloc-";

  /** A {@code struct kmem_cache}; kmalloc's are at 0 here. */
  private record ObjectCache(long address, String name, int objectSize)
      implements CheckedObjects.Cache {}

  /** Where an object that is asked for comes from, and how long its red zone is. */
  record Placement(CheckedObjects.Cache cache, int red) {}

  private final Structs structs;
  private final ImageContext context;
  private final CheckedObjects<CheckedObjects.Cache> objects;
  private final Kmemleak kmemleak;
  private final ImageSymbols symbols;

  /** The first argument of calls that are made once more, by their stack. */
  private final Map<Long, Long> again = new HashMap<>();

  ObjectCheck(
      ImageContext context,
      Structs structs,
      ImageSymbols symbols,
      Kmemleak kmemleak,
      CheckReports reports,
      Supplier<String> tainted) {
    this.structs = structs;
    this.context = context;
    this.symbols = symbols;
    this.kmemleak = kmemleak;
    this.objects = new CheckedObjects<>(context.memory(), context, kmemleak, reports, tainted);
  }

  /**
   * An object is asked for: has the kernel give one with a red zone, if it can have one. Null: the
   * object is not looked after.
   */
  @Nullable Placement place(Allocator allocator, ModuleCall call, long size) {
    if (allocator.size() == Allocator.OF_CACHE) {
      Struct cache = structs.at("kmem_cache", call.argument(0));
      if ((cache.get("flags") & TYPESAFE_BY_RCU) != 0) {
        return null;
      }
      String name = context.memory().string(cache.get("name"), 64);
      return new Placement(new ObjectCache(cache.address(), name, (int) size), 0);
    }
    long kmalloc = symbols.address("__kmalloc");
    if (!allocator.canGrow()
        || kmalloc == 0
        || size <= 0
        || size > MOST_SIZE - RED_ZONE
        || USE_ALL.stream().anyMatch(call.module()::imports)) {
      return null;
    }
    if (allocator == Allocator.KMALLOC_TRACE) {
      call.redirect(kmalloc);
    }
    call.setArgument(0, size + RED_ZONE);
    int bucket = bucket((int) size + RED_ZONE);
    return new Placement(
        new ObjectCache(0, KMALLOC + bucket, bucket), Math.min(bucket - (int) size, MOST_RED));
  }

  /** The size of kmalloc's cache for {@code size} (mm/slab_common.c: kmalloc_info). */
  private static int bucket(int size) {
    for (int odd : ODD_SIZES) {
      if (size <= odd && size > Integer.highestOneBit(odd)) {
        return odd;
      }
    }
    return size <= LEAST_SIZE ? LEAST_SIZE : Integer.highestOneBit(size - 1) << 1;
  }

  /** The object is there. */
  void allocated(Placement placement, long address, long size) {
    objects.allocated(address, placement.cache, (int) size, placement.red);
  }

  /** A module calls one of the {@link #FUNCTIONS}. */
  void called(ModuleCall call) {
    Long before = again.remove(call.stackAfter());
    switch (call.function()) {
      case KFREE -> free(call, 0, before);
      case CACHE_FREE -> free(call, 1, before);
      default -> destroy(call, before == null ? call.argument(0) : before);
    }
  }

  /** The argument {@code index} is freed: it goes to the quarantine, and another leaves that. */
  private void free(ModuleCall call, int index, @Nullable Long before) {
    if (before != null) {
      call.setArgument(index, before);
      return;
    }
    long object = call.argument(index);
    if (objects.isFreed(object)) {
      freeTwice(call, index, object);
      return;
    }
    long cache = index == 0 ? 0 : call.argument(0);
    if (!objects.freed(object)) {
      return;
    }
    kmemleak.freed(object);
    CheckedObjects.Freed<CheckedObjects.Cache> oldest = objects.takeOldest(of(cache));
    if (oldest == null) {
      call.answer(0);
    } else {
      call.setArgument(index, oldest.object());
    }
  }

  /**
   * What is freed once more is in the quarantine and not yet free. If nothing was freed in between,
   * the kernel finds out: it is to free the object twice.
   */
  private void freeTwice(ModuleCall call, int index, long object) {
    objects.doubleFree(object);
    boolean last = objects.isFreedLast(object);
    objects.release(object);
    if (last && index == 0) {
      call.repeat();
      again.put(call.stackAfter(), object);
    }
  }

  /** Empties the quarantine of a cache's objects before the cache goes. */
  private void destroy(ModuleCall call, long cache) {
    call.setArgument(0, cache);
    CheckedObjects.Freed<CheckedObjects.Cache> freed = cache == 0 ? null : objects.take(of(cache));
    long free = symbols.address(CACHE_FREE);
    if (freed != null && free != 0) {
      call.setArgument(1, freed.object());
      call.redirect(free);
      call.repeat();
      again.put(call.stackAfter(), cache);
    }
  }

  private static Predicate<CheckedObjects.Cache> of(long cache) {
    return other -> other instanceof ObjectCache known && known.address == cache;
  }

  /** The kernel really frees what is at {@code address}. */
  void freed(long address) {
    if (objects.isLive(address)) {
      objects.freedAtOnce(address);
    }
  }

  void check() {
    objects.check();
  }
}
