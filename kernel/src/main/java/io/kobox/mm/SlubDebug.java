package io.kobox.mm;

import io.kobox.kernel.check.Check;
import io.kobox.kernel.check.CheckReports;
import io.kobox.kernel.check.Kmemleak;
import io.kobox.kernel.check.ModuleRemains;
import io.kobox.kernel.check.StackTraces;
import io.kobox.kernel.module.Module;
import io.kobox.lib.Hexdump;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Red zones behind objects and a quarantine of freed ones, in the format of SLUB's own debugging
 * (mm/slub.c: check_bytes_and_report). Nothing is hooked: a wrong write is found when the object is
 * freed, when it leaves the quarantine, or when a module is unloaded. A freed object keeps its
 * contents, so that guest code sees what it would see without the check; a wrong read is not found.
 */
public final class SlubDebug implements SlabDebug, ModuleRemains {
  /** What stays unused behind each object, at least. */
  public static final int RED_ZONE = 16;

  /** SLUB_RED_ACTIVE. */
  private static final byte RED_ACTIVE = (byte) 0xcc;

  private static final int MOST_RED = 64;
  private static final int MOST_QUARANTINED = 256;
  private static final int ROW = 16;
  private static final int MOST_DUMPED = 4096;

  private record Live(KmemCache cache, int size) {}

  /** A freed object with what it held then, who allocated it, and who freed it. */
  private static final class Freed {
    private final long object;
    private final KmemCache cache;
    private final byte[] contents;
    private final List<String> allocated;
    private final int pid;
    private final long[] by;

    private Freed(
        long object, KmemCache cache, byte[] contents, List<String> allocated, int pid, long[] by) {
      this.object = object;
      this.cache = cache;
      this.contents = contents;
      this.allocated = allocated;
      this.pid = pid;
      this.by = by;
    }
  }

  private final GuestMemory memory;
  private final StackTraces stacks;
  private final Kmemleak tracks;
  private final CheckReports reports;
  private final Supplier<String> tainted;
  private final Map<Long, Live> live = new HashMap<>();
  private final ArrayDeque<Freed> quarantine = new ArrayDeque<>();

  /**
   * @param tainted print_tainted()
   */
  public SlubDebug(
      GuestMemory memory,
      StackTraces stacks,
      Kmemleak tracks,
      CheckReports reports,
      Supplier<String> tainted) {
    this.memory = memory;
    this.stacks = stacks;
    this.tracks = tracks;
    this.reports = reports;
    this.tainted = tainted;
  }

  @Override
  public Check check() {
    return Check.KASAN;
  }

  private static int redLength(KmemCache cache, int size) {
    return Math.min(cache.stride() - size, MOST_RED);
  }

  @Override
  public void allocated(long object, KmemCache cache, int size) {
    live.put(object, new Live(cache, size));
    memory.fill(object + size, redLength(cache, size), RED_ACTIVE);
  }

  @Override
  public void forget(long object) {
    live.remove(object);
  }

  @Override
  public boolean isFreed(long object) {
    return quarantine.stream().anyMatch(freed -> freed.object == object);
  }

  @Override
  public void freed(long object, KmemCache cache) {
    Live known = live.remove(object);
    if (known == null) {
      cache.reuse(object);
      return;
    }
    checkRedZone(object, known);
    List<String> allocated = tracks.stackOf(object);
    quarantine.addLast(
        new Freed(
            object,
            cache,
            memory.bytes(object, Math.min(cache.objectSize(), MOST_DUMPED)),
            allocated,
            stacks.pid(),
            stacks.save()));
    while (quarantine.size() > MOST_QUARANTINED) {
      leave(quarantine.removeFirst());
    }
  }

  @Override
  public void drain(KmemCache cache) {
    quarantine.removeIf(
        freed -> {
          if (freed.cache != cache) {
            return false;
          }
          leave(freed);
          return true;
        });
  }

  private void leave(Freed freed) {
    checkFreed(freed);
    freed.cache.reuse(freed.object);
  }

  /** Everything is looked at when a module goes. */
  @Override
  public List<String> of(Module module) {
    live.forEach(this::checkRedZone);
    quarantine.forEach(this::checkFreed);
    return List.of();
  }

  private void checkRedZone(long object, Live known) {
    long start = object + known.size();
    byte[] red = memory.bytes(start, redLength(known.cache(), known.size()));
    byte[] expected = new byte[red.length];
    Arrays.fill(expected, RED_ACTIVE);
    int first = Arrays.mismatch(red, expected);
    if (first < 0) {
      return;
    }
    int last = red.length - 1;
    while (red[last] == RED_ACTIVE) {
      last--;
    }
    StringBuilder text = header(known.cache(), "Right Redzone overwritten");
    overwritten(text, start + first, start + last, known.size() + first, red[first], RED_ACTIVE);
    trace(text, "Allocated", tracks.stackOf(object), tracks.pidOf(object));
    dump(text, object, known.cache());
    dump(text, "Redzone  ", start, red.length);
    reports.report(text.toString());
    memory.fill(start, red.length, RED_ACTIVE);
  }

  private void checkFreed(Freed freed) {
    byte[] now = memory.bytes(freed.object, freed.contents.length);
    int first = Arrays.mismatch(now, freed.contents);
    if (first < 0) {
      return;
    }
    int last = now.length - 1;
    while (now[last] == freed.contents[last]) {
      last--;
    }
    StringBuilder text = header(freed.cache, "Poison overwritten");
    overwritten(
        text, freed.object + first, freed.object + last, first, now[first], freed.contents[first]);
    trace(text, "Allocated", freed.allocated, freed.pid);
    trace(text, "Freed", stacks.names(freed.by), freed.pid);
    dump(text, freed.object, freed.cache);
    reports.report(text.toString());
    System.arraycopy(now, 0, freed.contents, 0, now.length);
  }

  /** Tells of an object that was freed before, in the format of mm/kasan/report.c. */
  void doubleFree(long object) {
    for (Freed freed : quarantine) {
      if (freed.object == object) {
        reports.report(doubleFreeReport(freed));
        return;
      }
    }
  }

  private String doubleFreeReport(Freed freed) {
    List<String> caller = stacks.names(stacks.save());
    KmemCache cache = freed.cache;
    StringBuilder text = new StringBuilder("=".repeat(66)).append('\n');
    text.append("BUG: KASAN: double-free in ").append(caller.getFirst()).append('\n');
    text.append(
        String.format(
            Locale.ROOT,
            "Free of addr %016x by task %s/%d\n\nCall Trace:\n",
            freed.object,
            stacks.comm(),
            stacks.pid()));
    lines(text, caller);
    text.append("\nAllocated by task ").append(freed.pid).append(":\n");
    lines(text, freed.allocated);
    text.append("\nFreed by task ").append(freed.pid).append(":\n");
    lines(text, stacks.names(freed.by));
    text.append(
        String.format(
            Locale.ROOT,
            """

            The buggy address belongs to the object at %016x
             which belongs to the cache %s of size %d
            The buggy address is located 0 bytes inside of
             %d-byte region [%016x, %016x)
            """,
            freed.object,
            cache.name(),
            cache.objectSize(),
            cache.objectSize(),
            freed.object,
            freed.object + cache.objectSize()));
    return text.append("=".repeat(66)).append('\n').toString();
  }

  private static void lines(StringBuilder text, List<String> names) {
    names.forEach(name -> text.append(' ').append(name).append('\n'));
  }

  /** slab_bug. */
  private StringBuilder header(KmemCache cache, String what) {
    return new StringBuilder("=".repeat(77))
        .append("\nBUG ")
        .append(cache.name())
        .append(" (")
        .append(tainted.get())
        .append("): ")
        .append(what)
        .append('\n')
        .append("-".repeat(77))
        .append("\n\n");
  }

  private static void overwritten(
      StringBuilder text, long from, long to, int offset, byte found, byte expected) {
    text.append(
        String.format(
            Locale.ROOT,
            "0x%016x-0x%016x @offset=%d. First byte 0x%x instead of 0x%x\n",
            from,
            to,
            offset,
            found,
            expected));
  }

  /** print_track. */
  private static void trace(StringBuilder text, String what, List<String> names, int pid) {
    if (!names.isEmpty()) {
      text.append(
          String.format(Locale.ROOT, "%s in %s cpu=0 pid=%d\n", what, names.getFirst(), pid));
      lines(text, names);
    }
  }

  /** print_trailer. */
  private void dump(StringBuilder text, long object, KmemCache cache) {
    text.append(String.format(Locale.ROOT, "Object 0x%016x\n\n", object));
    dump(text, "Object   ", object, Math.min(cache.objectSize(), MOST_DUMPED));
  }

  private void dump(StringBuilder text, String name, long address, int length) {
    for (int row = 0; row < length; row += ROW) {
      try {
        byte[] bytes = memory.bytes(address + row, Math.min(ROW, length - row));
        text.append(
            String.format(
                Locale.ROOT,
                "%s%016x: %s\n",
                name,
                address + row,
                Hexdump.line(bytes, ROW, 1, true)));
      } catch (PageFaultException e) {
        return;
      }
    }
  }
}
