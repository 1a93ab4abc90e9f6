package io.kobox.image.check;

import io.kobox.kernel.check.Check;
import io.kobox.kernel.check.CheckReports;
import io.kobox.kernel.check.Kmemleak;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import io.kobox.types.Structs;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The memory that watched modules allocate: leaks, and wrong writes to it. */
final class MemoryCheck implements CallWatcher {
  private static final long PAGE_SIZE = 4096;
  private static final int MOST_STRING = 4096;
  private static final int MOST_ERRNO = 4095;

  private record Request(
      Allocator allocator, long size, ObjectCheck.@Nullable Placement placement) {}

  private final GuestMemory memory;
  private final Structs structs;
  private final Set<Check> checks;
  private final CheckReports reports;
  private final Kmemleak kmemleak;
  private final @Nullable ObjectCheck objects;

  /** The heads of what waits for the end of a grace period: the kernel still knows that memory. */
  private final TreeSet<Long> queued = new TreeSet<>(Long::compareUnsigned);

  private final Map<ModuleCall, Request> requests = new HashMap<>();

  MemoryCheck(
      ImageContext context,
      Structs structs,
      ImageSymbols symbols,
      Set<Check> checks,
      CheckReports reports) {
    this.memory = context.memory();
    this.structs = structs;
    this.checks = checks;
    this.reports = reports;
    LongSupplier jiffies = () -> memory.getLong(symbols.address("jiffies_64"));
    this.kmemleak = new Kmemleak(context, memory, jiffies);
    kmemleak.setReferenced((address, size) -> !queued.subSet(address, address + size).isEmpty());
    this.objects =
        checks.contains(Check.KASAN)
            ? new ObjectCheck(context, structs, symbols, kmemleak, reports, context::tainted)
            : null;
  }

  @Override
  public Interest interest(String function) {
    if (Allocator.of(function) != null) {
      return Interest.CALLS_AND_RETURNS;
    }
    return objects != null && ObjectCheck.FUNCTIONS.contains(function)
        ? Interest.CALLS
        : Interest.NONE;
  }

  @Override
  public void called(ModuleCall call) {
    Allocator allocator = Allocator.of(call.function());
    if (allocator != null) {
      if (allocator == Allocator.KREALLOC) {
        freed(call.argument(0));
      }
      long size = size(allocator, call);
      ObjectCheck.Placement placement =
          objects == null ? null : objects.place(allocator, call, size);
      requests.put(call, new Request(allocator, size, placement));
    } else if (objects != null) {
      objects.called(call);
    }
  }

  private long size(Allocator allocator, ModuleCall call) {
    return switch (allocator.size()) {
      case Allocator.OF_CACHE -> structs.at("kmem_cache", call.argument(0)).get("object_size");
      case Allocator.STRING -> 0;
      case Allocator.ORDER -> PAGE_SIZE << (call.argument(1) & 0x1f);
      case Allocator.PAGE -> PAGE_SIZE;
      default -> call.argument(allocator.size());
    };
  }

  @Override
  public void returned(ModuleCall call) {
    Request request = requests.remove(call);
    long address = call.result();
    if (request == null || address == 0 || (address < 0 && address >= -MOST_ERRNO)) {
      return;
    }
    boolean isString = request.allocator.size() == Allocator.STRING;
    long size = isString ? stringSize(address) : request.size;
    queued.subSet(address, address + size).clear();
    kmemleak.allocated(address, size);
    if (objects != null && request.placement != null) {
      objects.allocated(request.placement, address, size);
    }
  }

  private long stringSize(long address) {
    try {
      return memory.stringLength(address, MOST_STRING) + 1;
    } catch (PageFaultException e) {
      return 0;
    }
  }

  /** The kernel frees what {@code head} lies in after a grace period. */
  void queued(long head) {
    if (kmemleak.holds(head)) {
      queued.add(head);
    }
  }

  /** The kernel frees what is at {@code address}. */
  void freed(long address) {
    if (objects != null) {
      objects.freed(address);
    }
    kmemleak.freed(address);
  }

  /** A module's init may have ended: its names are looked up as long as they are there. */
  void initEnds(WatchedModule module) {
    kmemleak.initEnds(module.name(), module::contains);
  }

  @Override
  public void gone(WatchedModule module) {
    if (objects != null) {
      objects.check();
    }
    initEnds(module);
    for (String report : kmemleak.of(module.name(), module::contains)) {
      if (checks.contains(Check.KMEMLEAK)) {
        reports.report(report);
      }
    }
  }
}
