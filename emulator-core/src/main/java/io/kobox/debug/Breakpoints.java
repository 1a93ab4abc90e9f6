package io.kobox.debug;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The places at which the machine is to stop. While code runs at full speed an {@code int3} stands
 * at each; where nothing is mapped yet, it is put there when something is.
 */
public final class Breakpoints {
  private static final byte INT3 = (byte) 0xcc;

  private static final int NONE = -1;
  private static final int MOST = 10_000;

  /** By address. */
  private final Map<Long, Place> places = new TreeMap<>();

  private final List<Watchpoint> watchpoints = new ArrayList<>();

  /** The code at a breakpoint. */
  private static final class Place {
    private final long address;

    /** The byte that belongs there; {@link #NONE} while no int3 stands there. */
    private int original = NONE;

    Place(long address) {
      this.address = address;
    }

    void insert(DebuggedCpu cpu) {
      int code = cpu.isCode(address) ? cpu.codeAt(address) : NONE;
      if (code != NONE && (original == NONE || (byte) code != INT3)) {
        original = code;
        cpu.patchCode(address, INT3);
      }
    }

    void lift(DebuggedCpu cpu) {
      int code = original == NONE ? NONE : cpu.codeAt(address);
      if (code >= 0) {
        if ((byte) code == INT3) {
          cpu.patchCode(address, (byte) original);
        }
        original = NONE;
      }
    }
  }

  /** Adds a breakpoint; a second one at the same place is the same. False: there are too many. */
  public boolean add(long address) {
    if (places.size() >= MOST) {
      return false;
    }
    places.putIfAbsent(address, new Place(address));
    return true;
  }

  /** Removes a breakpoint, if there is one, from a machine that stands still. */
  public void remove(long address) {
    places.remove(address);
  }

  /** Adds a watchpoint; false: there are too many. */
  public boolean watch(Watchpoint watchpoint) {
    return watchpoints.size() < MOST && watchpoints.add(watchpoint);
  }

  /** Removes the watchpoint of this kind and place, if there is one. */
  public void unwatch(Watchpoint.Kind kind, long address, int length) {
    watchpoints.removeIf(watchpoint -> watchpoint.is(kind, address, length));
  }

  /** Forgets them all. */
  public void clear() {
    places.clear();
    watchpoints.clear();
  }

  boolean contains(long address) {
    return !places.isEmpty() && places.containsKey(address);
  }

  /** Whether it matters what instructions read. */
  boolean watchesReads() {
    return watchpoints.stream().anyMatch(Watchpoint::watchesReads);
  }

  /** An instruction reads or writes memory; what is written is seen by its new value. */
  void accessed(long address, int size, boolean write) {
    if (!write) {
      watchpoints.forEach(watchpoint -> watchpoint.readAt(address, size));
    }
  }

  List<Watchpoint> watchpoints() {
    return watchpoints;
  }

  /** Whether the CPU found an int3 at {@code address} that stands for a breakpoint. */
  boolean isInserted(long address) {
    Place place = places.isEmpty() ? null : places.get(address);
    return place != null && place.original != NONE;
  }

  /** Puts int3s where there are none; code may have changed since the last time. */
  void insert(DebuggedCpu cpu) {
    if (!places.isEmpty()) {
      places.values().forEach(place -> place.insert(cpu));
    }
  }

  /** Gives all code its bytes back. */
  void lift(DebuggedCpu cpu) {
    places.values().forEach(place -> place.lift(cpu));
  }

  /** Gives the code at {@code address} its byte back. */
  void lift(DebuggedCpu cpu, long address) {
    Place place = places.get(address);
    if (place != null) {
      place.lift(cpu);
    }
  }
}
