package io.kobox.mm;

import io.kobox.kernel.check.CheckReports;
import io.kobox.kernel.check.Stacks;
import io.kobox.machine.AddressLayout;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Looks at each access of guest code to memory: reads of freed objects and past an object's end, in
 * the format of mm/kasan/report.c. What served functions (memcpy, strcpy …) access is not looked at
 * here.
 */
final class Kasan<C extends CheckedObjects.Cache> {
  private final CheckedObjects<C> objects;
  private final LongSupplier rip;
  private final Stacks stacks;
  private final CheckReports reports;

  /** Where one was reported, by its place in the code: once is enough. */
  private final Set<Long> reported = new HashSet<>();

  /**
   * @param rip where the CPU is
   */
  Kasan(CheckedObjects<C> objects, LongSupplier rip, Stacks stacks, CheckReports reports) {
    this.objects = objects;
    this.rip = rip;
    this.stacks = stacks;
    this.reports = reports;
  }

  /**
   * An access is about to be made.
   *
   * @param physical its physical address
   */
  void access(long physical, int size, boolean write) {
    long address = AddressLayout.DIRECT_MAP + physical;
    if (objects.isInside(address, size)) {
      return;
    }
    CheckedObjects.Found<C> found = objects.find(address);
    if (found == null) {
      return;
    }
    long at = rip.getAsLong();
    if (reported.add(at)) {
      reports.report(report(found, address, size, write, stacks.names(trace(at))));
    }
  }

  /** The instruction, as if it were a call that returns behind it, and its callers. */
  private long[] trace(long at) {
    long[] callers = stacks.save();
    long[] trace = callers.length == 0 ? new long[1] : callers;
    trace[0] = at + 1;
    return trace;
  }

  private String report(
      CheckedObjects.Found<C> found, long address, int size, boolean write, List<String> trace) {
    StringBuilder text = new StringBuilder("=".repeat(66)).append('\n');
    text.append("BUG: KASAN: ")
        .append(found.isFreed() ? "use-after-free" : "slab-out-of-bounds")
        .append(" in ")
        .append(trace.getFirst())
        .append('\n');
    text.append(
        String.format(
            Locale.ROOT,
            "%s of size %d at addr %016x by task %s/%d\n\nCall Trace:\n",
            write ? "Write" : "Read",
            size,
            address,
            stacks.comm(),
            stacks.pid()));
    lines(text, trace);
    stack(text, "Allocated", found.allocated());
    stack(text, "Freed", found.by());
    long end = found.object() + found.size();
    boolean inside = address < end;
    text.append(
        String.format(
            Locale.ROOT,
            """

            The buggy address belongs to the object at %016x
             which belongs to the cache %s of size %d
            The buggy address is located %d bytes %s of
             %d-byte region [%016x, %016x)
            """,
            found.object(),
            found.cache().name(),
            found.cache().objectSize(),
            inside ? address - found.object() : address - end,
            inside ? "inside" : "to the right",
            found.size(),
            found.object(),
            end));
    return text.append("=".repeat(66)).append('\n').toString();
  }

  private void stack(StringBuilder text, String what, List<String> trace) {
    if (!trace.isEmpty()) {
      text.append('\n').append(what).append(" by task ").append(stacks.pid()).append(":\n");
      lines(text, trace);
    }
  }

  private static void lines(StringBuilder text, List<String> trace) {
    trace.forEach(line -> text.append(' ').append(line).append('\n'));
  }
}
