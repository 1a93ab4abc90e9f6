package io.kobox.arch.x86;

import io.kobox.machine.GuestMemory;
import io.kobox.types.StructType;
import io.kobox.types.Structs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The ORC tables of the loaded modules (arch/x86/kernel/unwind_orc.c: unwind_module_init,
 * orc_module_find). They are read when a stack is first walked.
 */
public final class OrcTables {
  private record Place(long ip, OrcEntry entry) {}

  private final class Table {
    private final LongPredicate covers;
    private final long ips;
    private final long entries;
    private final int count;
    private @Nullable List<Place> places;

    private Table(LongPredicate covers, long ips, long entries, int count) {
      this.covers = covers;
      this.ips = ips;
      this.entries = entries;
      this.count = count;
    }

    private @Nullable OrcEntry find(long ip) {
      if (places == null) {
        places = read();
      }
      int low = 0;
      int high = places.size() - 1;
      int found = 0;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        if (Long.compareUnsigned(places.get(middle).ip(), ip) <= 0) {
          found = middle;
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return places.isEmpty() ? null : places.get(found).entry();
    }

    private List<Place> read() {
      StructType layout = structs.type("orc_entry");
      List<Place> read = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        long ip = ips + (long) Integer.BYTES * i;
        read.add(
            new Place(
                ip + memory.getInt(ip), OrcEntry.read(layout, entries + (long) layout.size() * i)));
      }
      read.sort(
          Comparator.comparingLong(Place::ip)
              .thenComparing(place -> !place.entry().isTerminator()));
      return read;
    }
  }

  private final GuestMemory memory;
  private final Structs structs;
  private final List<Table> tables = new ArrayList<>();

  public OrcTables(GuestMemory memory, Structs structs) {
    this.memory = memory;
    this.structs = structs;
  }

  /** The bytes of one entry. */
  public int entrySize() {
    return structs.type("orc_entry").size();
  }

  /**
   * Adds a module's tables.
   *
   * @param covers whether an address lies in the module
   * @param ips the array of distances to the instructions (.orc_unwind_ip)
   * @param entries the array of struct orc_entry (.orc_unwind)
   * @return takes the tables away again
   */
  public Runnable add(LongPredicate covers, long ips, long entries, int count) {
    Table table = new Table(covers, ips, entries, count);
    tables.add(table);
    return () -> tables.remove(table);
  }

  /** The entry for the instruction at {@code ip}; null if no module's table covers it. */
  @Nullable OrcEntry find(long ip) {
    for (Table table : tables) {
      if (table.covers.test(ip)) {
        return table.find(ip);
      }
    }
    return null;
  }
}
