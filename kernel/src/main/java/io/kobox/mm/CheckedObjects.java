package io.kobox.mm;

import io.kobox.kernel.check.CheckReports;
import io.kobox.kernel.check.Kmemleak;
import io.kobox.kernel.check.Stacks;
import io.kobox.lib.Hexdump;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Red zones behind objects and a quarantine of freed ones, in the format of SLUB's own debugging
 * (mm/slub.c: check_bytes_and_report). Nothing is hooked: a wrong write is found when the object is
 * freed, when it leaves the quarantine, or when {@link #check} is called. A freed object keeps its
 * contents, so that guest code sees what it would see without the check; a wrong read is not found.
 */
public final class CheckedObjects<C extends CheckedObjects.Cache> {
  /** What objects are of: a struct kmem_cache. */
  public interface Cache {
    String name();

    /** Of an object, in bytes. */
    int objectSize();
  }

  /** SLUB_RED_ACTIVE. */
  private static final byte RED_ACTIVE = (byte) 0xcc;

  private static final int MOST_QUARANTINED = 256;
  private static final int ROW = 16;
  private static final int MOST_DUMPED = 4096;

  private record Live<C>(C cache, int size, int red) {}

  /** A freed object with what it held then, who allocated it, and who freed it. */
  public static final class Freed<C> {
    private final long object;
    private final C cache;
    private final byte[] contents;
    private final List<String> allocated;
    private final int pid;
    private final long[] by;

    private Freed(
        long object, C cache, byte[] contents, List<String> allocated, int pid, long[] by) {
      this.object = object;
      this.cache = cache;
      this.contents = contents;
      this.allocated = allocated;
      this.pid = pid;
      this.by = by;
    }

    public long object() {
      return object;
    }

    public C cache() {
      return cache;
    }
  }

  private final GuestMemory memory;
  private final Stacks stacks;
  private final Kmemleak tracks;
  private final CheckReports reports;
  private final Supplier<String> tainted;
  private final Map<Long, Live<C>> live = new HashMap<>();
  private final ArrayDeque<Freed<C>> quarantine = new ArrayDeque<>();

  /**
   * @param tainted print_tainted()
   */
  public CheckedObjects(
      GuestMemory memory,
      Stacks stacks,
      Kmemleak tracks,
      CheckReports reports,
      Supplier<String> tainted) {
    this.memory = memory;
    this.stacks = stacks;
    this.tracks = tracks;
    this.reports = reports;
    this.tainted = tainted;
  }

  /**
   * An object is in use.
   *
   * @param size how much of it may be used
   * @param red how many bytes behind that are its red zone; 0: none
   */
  public void allocated(long object, C cache, int size, int red) {
    live.put(object, new Live<>(cache, size, red));
    memory.fill(object + size, red, RED_ACTIVE);
  }

  /** The object is no longer looked after. */
  public void forget(long object) {
    live.remove(object);
  }

  /** Whether the object is in use and looked after. */
  public boolean isLive(long object) {
    return live.containsKey(object);
  }

  /** Whether the object is in the quarantine. */
  public boolean isFreed(long object) {
    return quarantine.stream().anyMatch(freed -> freed.object == object);
  }

  /** Whether the object is the one that was freed last. */
  public boolean isFreedLast(long object) {
    return !quarantine.isEmpty() && quarantine.getLast().object == object;
  }

  /** An object is given back: it goes to the quarantine. False if it was not looked after. */
  public boolean freed(long object) {
    Live<C> known = live.remove(object);
    if (known == null) {
      return false;
    }
    checkRedZone(object, known);
    quarantine.addLast(
        new Freed<>(
            object,
            known.cache,
            memory.bytes(object, Math.min(known.cache.objectSize(), MOST_DUMPED)),
            tracks.stackOf(object),
            stacks.pid(),
            stacks.save()));
    return true;
  }

  /** An object is really freed, with no time in the quarantine. */
  public void freedAtOnce(long object) {
    Live<C> known = live.remove(object);
    if (known != null) {
      checkRedZone(object, known);
    }
  }

  /**
   * The next object of {@code cache} that has been in the quarantine for long enough; it is no
   * longer.
   */
  public @Nullable Freed<C> takeOldest(Predicate<C> cache) {
    return quarantine.size() > MOST_QUARANTINED ? take(cache) : null;
  }

  /** An object of {@code cache} in the quarantine; it is no longer. */
  public @Nullable Freed<C> take(Predicate<C> cache) {
    for (Freed<C> freed : quarantine) {
      if (cache.test(freed.cache)) {
        quarantine.remove(freed);
        return left(freed);
      }
    }
    return null;
  }

  /** The object leaves the quarantine; nothing is looked at. */
  public void release(long object) {
    quarantine.removeIf(freed -> freed.object == object);
  }

  private Freed<C> left(Freed<C> freed) {
    checkFreed(freed);
    return freed;
  }

  /** Looks at everything. */
  public void check() {
    live.forEach(this::checkRedZone);
    quarantine.forEach(this::checkFreed);
  }

  private void checkRedZone(long object, Live<C> known) {
    long start = object + known.size();
    byte[] red = memory.bytes(start, known.red());
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

  private void checkFreed(Freed<C> freed) {
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
  public void doubleFree(long object) {
    for (Freed<C> freed : quarantine) {
      if (freed.object == object) {
        reports.report(doubleFreeReport(freed));
        return;
      }
    }
  }

  private String doubleFreeReport(Freed<C> freed) {
    List<String> caller = stacks.names(stacks.save());
    C cache = freed.cache;
    StringBuilder text = new StringBuilder("=".repeat(66)).append('\n');
    text.append("BUG: KASAN: double-free in ")
        .append(caller.isEmpty() ? "kfree" : caller.getFirst())
        .append('\n');
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
  private StringBuilder header(C cache, String what) {
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
  private void dump(StringBuilder text, long object, C cache) {
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
