package io.kobox.kernel.check;

import io.kobox.kernel.module.Module;
import io.kobox.lib.Hexdump;
import io.kobox.machine.GuestMemory;
import io.kobox.mm.Allocations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Memory that a module allocated and that is still allocated when the module is gone
 * (mm/kmemleak.c, whose format the reports have). Unlike Linux it does not search memory for
 * references: what is left is a leak, or was given to somebody else.
 */
public final class Kmemleak implements Allocations, ModuleRemains {
  /** HEX_MAX_LINES lines of HEX_ROW_SIZE. */
  private static final int HEX_BYTES = 32;

  private static final int HEX_ROW = 16;

  /** An allocation: who made it, when, and where. */
  private static final class Track {
    private final long size;
    private final String comm;
    private final int pid;
    private final long jiffies;
    private final long[] trace;
    private @Nullable List<String> names;

    private Track(long size, String comm, int pid, long jiffies, long[] trace) {
      this.size = size;
      this.comm = comm;
      this.pid = pid;
      this.jiffies = jiffies;
      this.trace = trace;
    }
  }

  private final Stacks stacks;
  private final GuestMemory memory;
  private Referenced referenced = (address, size) -> false;
  private final LongSupplier jiffies;
  private final NavigableMap<Long, Track> tracks = new TreeMap<>(Long::compareUnsigned);

  public Kmemleak(Stacks stacks, GuestMemory memory, LongSupplier jiffies) {
    this.stacks = stacks;
    this.memory = memory;
    this.jiffies = jiffies;
  }

  @Override
  public Check check() {
    return Check.KMEMLEAK;
  }

  @Override
  public void allocated(long address, long size) {
    long[] trace = stacks.save();
    if (trace.length > 0) {
      tracks.put(address, new Track(size, stacks.comm(), stacks.pid(), jiffies.getAsLong(), trace));
    }
  }

  @Override
  public void freed(long address) {
    tracks.remove(address);
  }

  /** Asks {@code known} whether the kernel itself still knows an allocation, as call_rcu's list. */
  public void setReferenced(Referenced known) {
    referenced = known;
  }

  /** Whether the kernel still knows memory of a module. */
  @FunctionalInterface
  public interface Referenced {
    boolean test(long address, long size);
  }

  /** Whether {@code address} lies in an allocation. */
  public boolean holds(long address) {
    Map.Entry<Long, Track> below = tracks.floorEntry(address);
    return below != null && address - below.getKey() < below.getValue().size;
  }

  /** Takes an allocation's size and its stack, as {@code name+0xoff/0xsize [module]}. */
  @FunctionalInterface
  public interface Visitor {
    void visit(long size, List<String> stack);
  }

  /** Tells of everything that is allocated. */
  public void forEach(Visitor visitor) {
    tracks.values().forEach(track -> visitor.visit(track.size, names(track)));
  }

  /** The stack of the allocation at {@code address}; empty if it is not known. */
  public List<String> stackOf(long address) {
    Track track = tracks.get(address);
    return track == null ? List.of() : names(track);
  }

  /** The task that allocated what is at {@code address}; 0 if it is not known. */
  public int pidOf(long address) {
    Track track = tracks.get(address);
    return track == null ? 0 : track.pid;
  }

  private List<String> names(Track track) {
    List<String> names = track.names;
    return names != null ? names : stacks.names(track.trace);
  }

  /** The symbols of init go with it, so they are looked up now. */
  @Override
  public void initEnds(Module module) {
    initEnds(module.name(), module::contains);
  }

  /** See {@link #initEnds(Module)}. */
  public void initEnds(String module, LongPredicate inModule) {
    for (Track track : tracks.values()) {
      if (track.names == null && isOf(track, module, inModule)) {
        track.names = stacks.names(track.trace);
      }
    }
  }

  /** Once there are names, an address in the trace may be another module's by now. */
  private static boolean isOf(Track track, String module, LongPredicate inModule) {
    if (track.names != null) {
      return track.names.stream().anyMatch(name -> name.endsWith(" [" + module + "]"));
    }
    for (int i = 1; i < track.trace.length; i++) {
      if (inModule.test(track.trace[i])) {
        return true;
      }
    }
    return false;
  }

  @Override
  public List<String> of(Module module) {
    return of(module.name(), module::contains);
  }

  /**
   * A report for each allocation of a module that goes; they are forgotten.
   *
   * @param inModule whether an address is in the module's memory
   */
  public List<String> of(String module, LongPredicate inModule) {
    List<String> reports = new ArrayList<>();
    tracks
        .entrySet()
        .removeIf(
            entry -> {
              if (!isOf(entry.getValue(), module, inModule)
                  || referenced.test(entry.getKey(), entry.getValue().size)) {
                return false;
              }
              reports.add(report(entry.getKey(), entry.getValue()));
              return true;
            });
    return reports;
  }

  /** print_unreferenced. */
  private String report(long address, Track track) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "unreferenced object 0x%08x (size %d):\n  comm \"%s\", pid %d, jiffies %d\n",
            address,
            track.size,
            track.comm,
            track.pid,
            track.jiffies));
    int length = (int) Math.min(track.size, HEX_BYTES);
    text.append("  hex dump (first ").append(length).append(" bytes):\n");
    for (int row = 0; row < length; row += HEX_ROW) {
      int count = Math.min(HEX_ROW, length - row);
      String line = Hexdump.line(memory.bytes(address + row, count), HEX_ROW, 1, true);
      text.append("    ").append(line).append('\n');
    }
    text.append("  backtrace:\n");
    for (String name : names(track)) {
      text.append("    ").append(name).append('\n');
    }
    return text.toString();
  }
}
