package io.kobox.machine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Calls that are served in the middle of a run of the CPU, which costs a fraction of a stop and a
 * start: at the address is a jump to a pad, a lone {@code ret}, and whoever watches the blocks of
 * the pads serves the call before the {@code ret} runs. One that fails, or leaves something to be
 * done, stops the CPU there, as a trap does.
 */
final class LeafTraps {
  /** The pads' part of the traps' addresses. */
  static final long PADS = AddressLayout.TRAPS_END - (1 << 20);

  static final long PADS_END = AddressLayout.TRAPS_END;

  private static final byte RET = (byte) 0xc3;
  private static final byte JMP = (byte) 0xe9;
  private static final int JMP_LENGTH = 5;
  private static final int SPACING_SHIFT = 4;

  private final FrameAllocator frames;
  private final PageTables tables;
  private final VirtualMemory memory;
  private LeafHandler[] handlers = new LeafHandler[256];
  private long[] addresses = new long[256];
  private int used;
  private long mappedEnd = PADS;

  /** What the run was stopped for, until it is taken. */
  private @Nullable TrapHandler pending;

  private long pendingAddress;

  LeafTraps(FrameAllocator frames, PageTables tables, VirtualMemory memory) {
    this.frames = frames;
    this.tables = tables;
    this.memory = memory;
  }

  /** Whether a jump fits at {@code address} and reaches the pads. */
  static boolean fits(long address) {
    return (address & ((1 << SPACING_SHIFT) - 1)) == 0 && address == (int) address;
  }

  /** Has each be a trap again, by {@code traps}. */
  void giveUp(TrapTable traps) {
    for (int i = 0; i < used; i++) {
      traps.set(addresses[i], handlers[i].asTrap());
    }
  }

  /** Has the calls of {@code address}, which is mapped, served by {@code handler}. */
  void set(long address, LeafHandler handler) {
    long pad = add(address, handler);
    byte[] jump = new byte[JMP_LENGTH];
    int distance = (int) (pad - (address + JMP_LENGTH));
    jump[0] = JMP;
    for (int i = 1; i < JMP_LENGTH; i++) {
      jump[i] = (byte) (distance >> (8 * (i - 1)));
    }
    memory.writeProtected(address, jump);
  }

  private long add(long address, LeafHandler handler) {
    long pad = PADS + ((long) used << SPACING_SHIFT);
    if (pad >= PADS_END) {
      throw new IllegalStateException("too many leaf traps");
    }
    if (pad >= mappedEnd) {
      long frame = frames.allocate();
      memory.fill(AddressLayout.DIRECT_MAP + frame, AddressLayout.PAGE_SIZE, RET);
      tables.map(mappedEnd, frame, AddressLayout.PAGE_SIZE, Protection.READ_EXECUTE);
      mappedEnd += AddressLayout.PAGE_SIZE;
    }
    if (used == handlers.length) {
      handlers = Arrays.copyOf(handlers, 2 * used);
      addresses = Arrays.copyOf(addresses, 2 * used);
    }
    handlers[used] = handler;
    addresses[used] = address;
    used++;
    return pad;
  }

  /** The CPU is at {@code pad}. False: it must stop there. */
  boolean serve(Cpu cpu, long pad) {
    int index = (int) ((pad - PADS) >> SPACING_SHIFT);
    try {
      pending = handlers[index].serve(cpu, addresses[index]);
    } catch (RuntimeException | Error e) {
      pending = failed(e);
    }
    pendingAddress = addresses[index];
    return pending == null;
  }

  private static TrapHandler failed(Throwable cause) {
    return (cpu, address) -> {
      if (cause instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) cause;
    };
  }

  /** What is to be done before the CPU goes on; null: it stopped for something else. */
  @Nullable TrapHandler takePending() {
    TrapHandler taken = pending;
    pending = null;
    return taken;
  }

  /** Who was called, of what {@link #takePending} returned. */
  long pendingAddress() {
    return pendingAddress;
  }
}
