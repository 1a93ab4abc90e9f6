package io.kobox.machine;

import io.kobox.unicorn.AddressTable;
import io.kobox.unicorn.Unicorn;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The guest addresses that Java serves. A trap is a {@code hlt}: either in the machine's own trap
 * pages, which hold nothing else, or put at any other guest address.
 */
public final class TrapTable {
  private static final byte HLT = (byte) 0xf4;
  private static final byte RET = (byte) 0xc3;

  /** Returns from a system call to a program's 64-bit code. */
  private static final byte[] SYSRETQ = {0x48, 0x0f, 0x07};

  /** Distance of traps in the trap pages: functions are 16-byte aligned. */
  private static final int SPACING_SHIFT = 4;

  private static final int FIRST_FREE_SLOT = 4;

  /** Where a guest call returns to; its handler is never called. */
  static final long RETURN = AddressLayout.TRAPS;

  static final TrapHandler RETURN_HANDLER =
      (cpu, address) -> {
        throw new IllegalStateException("return without a call");
      };

  /** A lone {@code ret}: served functions go back to their callers through it. */
  static final long RETURN_PAD = AddressLayout.TRAPS + (1 << SPACING_SHIFT) + 8;

  /** A mapped address that nothing runs at: libunicorn wants to know where to stop. */
  static final long NEVER = AddressLayout.TRAPS + (2 << SPACING_SHIFT) + 8;

  /** A lone {@code sysretq}. */
  static final long SYSRET_PAD = AddressLayout.TRAPS + (3 << SPACING_SHIFT) + 8;

  private final LeafTraps leafs;
  private final FrameAllocator frames;
  private final PageTables tables;
  private final VirtualMemory memory;

  /** The handlers of the trap pages, by slot. */
  private @Nullable TrapHandler[] slots = new TrapHandler[256];

  private int usedSlots = FIRST_FREE_SLOT;
  private long mappedEnd = AddressLayout.TRAPS;

  /** The other traps. */
  private final AddressTable<TrapHandler> handlers = new AddressTable<>();

  TrapTable(Unicorn unicorn, FrameAllocator frames, PageTables tables, VirtualMemory memory) {
    this.frames = frames;
    this.tables = tables;
    this.memory = memory;
    leafs = new LeafTraps(unicorn, memory);
    mapPage();
    memory.writeProtected(RETURN_PAD, new byte[] {RET});
    memory.writeProtected(SYSRET_PAD, SYSRETQ);
    slots[0] = RETURN_HANDLER;
  }

  /** A new trap in the trap pages; returns its address. */
  public long add(TrapHandler handler) {
    long address = AddressLayout.TRAPS + ((long) usedSlots << SPACING_SHIFT);
    if (address >= AddressLayout.TRAPS_END) {
      throw new IllegalStateException("too many traps");
    }
    if (address >= mappedEnd) {
      mapPage();
    }
    if (usedSlots == slots.length) {
      slots = Arrays.copyOf(slots, 2 * slots.length);
    }
    slots[usedSlots++] = handler;
    return address;
  }

  /**
   * Makes {@code address} a trap: the byte there becomes {@code hlt}. A page that is not mapped yet
   * is mapped and filled with {@code hlt}.
   */
  public void set(long address, TrapHandler handler) {
    if (isOwn(address)) {
      throw new IllegalArgumentException("inside the trap pages");
    }
    if (!tables.isMapped(address)) {
      mapHalts(AddressLayout.pageOf(address));
    }
    memory.writeProtected(address, new byte[] {HLT});
    handlers.put(address, handler);
  }

  /**
   * Has calls of {@code address}, where a function may begin, served in the middle of the CPU's
   * run, if that can be.
   */
  public void setLeaf(long address, LeafHandler handler) {
    if (!leafs.supported()) {
      set(address, handler.asTrap());
      return;
    }
    if (!tables.isMapped(address)) {
      mapHalts(AddressLayout.pageOf(address));
    }
    leafs.set(address, handler);
  }

  /** The calls that are served in the middle of a run. */
  LeafTraps leafs() {
    return leafs;
  }

  /** Forgets the trap at {@code address}; what the memory there holds is the caller's concern. */
  public void remove(long address) {
    handlers.remove(address);
  }

  /** The handler of the trap at {@code address}, if there is one. */
  @Nullable TrapHandler find(long address) {
    long offset = address - AddressLayout.TRAPS;
    if (offset >= 0 && offset < (long) usedSlots << SPACING_SHIFT) {
      return (offset & ((1 << SPACING_SHIFT) - 1)) == 0
          ? slots[(int) (offset >> SPACING_SHIFT)]
          : null;
    }
    return handlers.get(address);
  }

  /** Whether {@code address} lies in the trap pages. */
  static boolean isOwn(long address) {
    return address >= AddressLayout.TRAPS && address < AddressLayout.TRAPS_END;
  }

  private void mapPage() {
    mapHalts(mappedEnd);
    mappedEnd += AddressLayout.PAGE_SIZE;
  }

  private void mapHalts(long page) {
    long frame = frames.allocate();
    memory.fill(AddressLayout.DIRECT_MAP + frame, AddressLayout.PAGE_SIZE, HLT);
    tables.map(page, frame, AddressLayout.PAGE_SIZE, Protection.READ_EXECUTE);
  }
}
