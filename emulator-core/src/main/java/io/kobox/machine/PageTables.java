package io.kobox.machine;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.kobox.checkpoint.HostSide;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The 4-level x86-64 page tables, kept in guest RAM as the CPU reads them. Accessed and dirty bits
 * are set from the start. The direct map uses 2 MB pages, split when a part of one changes.
 */
public final class PageTables {
  static final long PRESENT = 1;
  static final long WRITE = 1 << 1;
  static final long USER = 1 << 2;
  static final long NO_EXECUTE = 1L << 63;
  private static final long ACCESSED_DIRTY = 0x60;
  private static final long LARGE = 1 << 7;
  private static final long ADDRESS = 0x000ffffffffff000L;

  /** Behind the last physical address that the CPU can put on its bus, which has 40 bits. */
  public static final long BUS_END = 1L << 40;

  private static final int ENTRIES = 512;
  private static final int TOP_LEVEL = 3;

  /** An address of the kernel's half at which nothing is. */
  private static final long NOWHERE = AddressLayout.TRAPS - AddressLayout.LARGE_PAGE_SIZE;

  /** Told when translations or executable contents are no longer what they were. */
  interface Observer {
    /** Some present translation changed. */
    void translationsChanged();

    /** The page at {@code virtual} became executable; {@code again}: its frame was so before. */
    void codeMapped(long virtual, boolean again);

    /** The code at {@code virtual}, of one page, is not what it was. */
    void codeForgotten(long virtual);
  }

  private final MemorySegment ram;
  private final FrameAllocator frames;
  private final long root;
  private final Observer observer;

  /** The frames that were ever executable: translated code of them may be cached. */
  @HostSide private final BitSet executed = new BitSet();

  private AddressSpace inForce = new AddressSpace();

  private boolean directMapWhole = true;

  PageTables(PhysicalMemory memory, FrameAllocator frames, Observer observer) {
    this.ram = memory.ram();
    this.frames = frames;
    this.observer = observer;
    this.root = frames.allocate();
    mapDirect(memory.size());
  }

  /** The physical address of the top table, for CR3. */
  public long root() {
    return root;
  }

  /** The lower half in force. */
  public AddressSpace addressSpace() {
    return inForce;
  }

  /** Puts another lower half in force (switch_mm). */
  public void enter(AddressSpace next) {
    if (next == inForce) {
      return;
    }
    for (int i = 0; i < AddressSpace.ENTRIES; i++) {
      inForce.entries[i] = ram.get(JAVA_LONG, root + i * 8L);
      ram.set(JAVA_LONG, root + i * 8L, next.entries[i]);
    }
    inForce = next;
    observer.translationsChanged();
  }

  /**
   * Gives back the tables of a lower half that is not in force and will not be again; the pages
   * that it maps are their owners'.
   */
  public void release(AddressSpace space) {
    if (space == inForce) {
      throw new IllegalArgumentException("in force");
    }
    for (int i = 0; i < AddressSpace.ENTRIES; i++) {
      releaseTable(space.entries[i], TOP_LEVEL - 1);
      space.entries[i] = 0;
    }
  }

  /** The table that an entry names, which is of {@code level}. */
  private void releaseTable(long entry, int level) {
    if ((entry & PRESENT) == 0) {
      return;
    }
    for (int i = 0; level > 0 && i < ENTRIES; i++) {
      releaseTable(ram.get(JAVA_LONG, (entry & ADDRESS) + i * 8L), level - 1);
    }
    frames.free(entry & ADDRESS, 1);
  }

  /** Maps {@code length} bytes at {@code virtual} to the frames from {@code physical} on. */
  public void map(long virtual, long physical, long length, Protection protection) {
    if ((physical & (AddressLayout.PAGE_SIZE - 1)) != 0
        || physical < 0
        || physical + length > ram.byteSize()) {
      throw new IllegalArgumentException("not RAM: 0x" + Long.toHexString(physical));
    }
    mapFrames(virtual, physical, length, protection);
  }

  /**
   * Maps {@code length} bytes at {@code virtual} to the physical addresses from {@code physical}
   * on, where no memory is but devices may be.
   */
  public void mapDevice(long virtual, long physical, long length) {
    if ((physical & (AddressLayout.PAGE_SIZE - 1)) != 0
        || physical < ram.byteSize()
        || physical + length > BUS_END) {
      throw new IllegalArgumentException("no place for devices: 0x" + Long.toHexString(physical));
    }
    mapFrames(virtual, physical, length, Protection.READ_WRITE);
  }

  private void mapFrames(long virtual, long physical, long length, Protection protection) {
    checkRange(virtual, length);
    boolean changed = false;
    for (long done = 0; done < length; done += AddressLayout.PAGE_SIZE) {
      long slot = slotToFill(virtual + done);
      changed |= (ram.get(JAVA_LONG, slot) & PRESENT) != 0;
      ram.set(JAVA_LONG, slot, (physical + done) | flags(protection));
    }
    finish(virtual, length, protection, changed);
  }

  /** Takes the mappings of {@code length} bytes at {@code virtual} away; holes are fine. */
  public void unmap(long virtual, long length) {
    checkRange(virtual, length);
    noteDirectMap(virtual);
    for (long at = virtual; at < virtual + length; at += AddressLayout.PAGE_SIZE) {
      long slot = presentSlot(at);
      if (slot >= 0) {
        ram.set(JAVA_LONG, slot, 0);
      }
    }
    observer.translationsChanged();
  }

  /** Changes what {@code length} mapped bytes at {@code virtual} allow; holes are fine. */
  public void protect(long virtual, long length, Protection protection) {
    checkRange(virtual, length);
    noteDirectMap(virtual);
    for (long at = virtual; at < virtual + length; at += AddressLayout.PAGE_SIZE) {
      long slot = presentSlot(at);
      if (slot >= 0) {
        ram.set(JAVA_LONG, slot, (ram.get(JAVA_LONG, slot) & ADDRESS) | flags(protection));
      }
    }
    finish(virtual, length, protection, true);
  }

  /** The physical address behind {@code virtual}, or -1. */
  public long translate(long virtual) {
    long entry = entry(virtual);
    return entry == 0 ? -1 : (entry & ADDRESS) | (virtual & (AddressLayout.PAGE_SIZE - 1));
  }

  /** What the page at {@code virtual} allows, or nothing allowed at all if it is not mapped. */
  public boolean isMapped(long virtual) {
    return entry(virtual) != 0;
  }

  /** What the mapped page at {@code virtual} allows. */
  public Protection protection(long virtual) {
    long entry = entry(virtual);
    if (entry == 0) {
      throw new PageFaultException(virtual, false);
    }
    return new Protection((entry & WRITE) != 0, (entry & NO_EXECUTE) == 0, (entry & USER) != 0);
  }

  /** The 4 KB entry in force for {@code virtual}: its frame and flags; 0 if there is none. */
  long entry(long virtual) {
    if (!AddressLayout.isCanonical(virtual)) {
      return 0;
    }
    long table = root;
    for (int level = TOP_LEVEL; ; level--) {
      long entry = ram.get(JAVA_LONG, table + index(virtual, level));
      if ((entry & PRESENT) == 0) {
        return 0;
      }
      if (level == 0) {
        return entry;
      }
      if ((entry & LARGE) != 0) {
        long offset = virtual & ((1L << shift(level)) - 1) & ADDRESS;
        return (entry & ~LARGE) + offset;
      }
      table = entry & ADDRESS;
    }
  }

  /**
   * The entries that the CPU looks at for {@code virtual}, from the top table's down, as far as
   * they are present and no large page; the last one may not be present (0).
   */
  public List<Long> walk(long virtual) {
    List<Long> entries = new ArrayList<>();
    long table = root;
    for (int level = TOP_LEVEL; level >= 0; level--) {
      long entry = ram.get(JAVA_LONG, table + index(virtual, level));
      entries.add(entry);
      if ((entry & PRESENT) == 0 || (entry & LARGE) != 0) {
        break;
      }
      table = entry & ADDRESS;
    }
    return entries;
  }

  /** The frames that were ever executable. */
  BitSet executedFrames() {
    return executed;
  }

  /** Has the CPU forget what it knows of the code in a frame, wherever that is mapped. */
  void forgetCode(int frame) {
    long slot = slotToFill(NOWHERE);
    long physical = (long) frame << AddressLayout.PAGE_SHIFT;
    ram.set(JAVA_LONG, slot, physical | flags(Protection.READ_EXECUTE));
    observer.translationsChanged();
    observer.codeForgotten(NOWHERE);
    ram.set(JAVA_LONG, slot, 0);
    observer.translationsChanged();
  }

  /** Whether every page of the direct map is still mapped and writable. */
  boolean directMapWhole() {
    return directMapWhole;
  }

  private void mapDirect(long size) {
    for (long physical = 0; physical < size; physical += AddressLayout.LARGE_PAGE_SIZE) {
      long table = tableFor(AddressLayout.DIRECT_MAP + physical, 1);
      ram.set(
          JAVA_LONG,
          table + index(AddressLayout.DIRECT_MAP + physical, 1),
          physical | flags(Protection.READ_WRITE) | LARGE);
    }
  }

  private void finish(long virtual, long length, Protection protection, boolean changed) {
    if (changed) {
      observer.translationsChanged();
    }
    if (!protection.execute()) {
      return;
    }
    for (long at = virtual; at < virtual + length; at += AddressLayout.PAGE_SIZE) {
      long physical = translate(at);
      if (physical < 0) {
        continue;
      }
      int frame = (int) (physical >> AddressLayout.PAGE_SHIFT);
      observer.codeMapped(at, executed.get(frame));
      executed.set(frame);
    }
  }

  private void noteDirectMap(long virtual) {
    long offset = virtual - AddressLayout.DIRECT_MAP;
    if (offset >= 0 && offset < ram.byteSize()) {
      directMapWhole = false;
    }
  }

  private long slotToFill(long virtual) {
    return tableFor(virtual, 0) + index(virtual, 0);
  }

  /** The table of {@code level} that covers {@code virtual}; made on the way down. */
  private long tableFor(long virtual, int level) {
    long table = root;
    for (int at = TOP_LEVEL; at > level; at--) {
      long slot = table + index(virtual, at);
      long entry = ram.get(JAVA_LONG, slot);
      if ((entry & PRESENT) == 0) {
        entry = frames.allocate() | PRESENT | WRITE | USER | ACCESSED_DIRTY;
        ram.set(JAVA_LONG, slot, entry);
      } else if ((entry & LARGE) != 0) {
        entry = split(slot, entry, at);
      }
      table = entry & ADDRESS;
    }
    return table;
  }

  /** The slot of the 4 KB entry of {@code virtual}, or -1 if it is not mapped. */
  private long presentSlot(long virtual) {
    if (entry(virtual) == 0) {
      return -1;
    }
    return slotToFill(virtual);
  }

  /** Replaces a 2 MB page by a table of 4 KB pages that say the same. */
  private long split(long slot, long entry, int level) {
    long table = frames.allocate();
    long step = 1L << shift(level - 1);
    long small = level - 1 == 0 ? entry & ~LARGE : entry;
    for (int i = 0; i < ENTRIES; i++) {
      ram.set(JAVA_LONG, table + i * 8L, small + i * step);
    }
    long parent = table | PRESENT | WRITE | USER | ACCESSED_DIRTY;
    ram.set(JAVA_LONG, slot, parent);
    return parent;
  }

  private static long flags(Protection protection) {
    return PRESENT
        | ACCESSED_DIRTY
        | (protection.write() ? WRITE : 0)
        | (protection.user() ? USER : 0)
        | (protection.execute() ? 0 : NO_EXECUTE);
  }

  private static int shift(int level) {
    return AddressLayout.PAGE_SHIFT + 9 * level;
  }

  private static long index(long virtual, int level) {
    return (virtual >>> shift(level) & (ENTRIES - 1)) * Long.BYTES;
  }

  private static void checkRange(long virtual, long length) {
    if ((virtual & (AddressLayout.PAGE_SIZE - 1)) != 0
        || (length & (AddressLayout.PAGE_SIZE - 1)) != 0
        || length < 0
        || !AddressLayout.isCanonical(virtual)
        || (length > 0 && !AddressLayout.isCanonical(virtual + length - 1))) {
      throw new IllegalArgumentException(
          "not a range of pages: 0x" + Long.toHexString(virtual) + " + " + length);
    }
  }
}
