package io.kobox.machine;

import io.kobox.unicorn.Register;
import io.kobox.unicorn.Unicorn;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a program from carrying out {@code in} and {@code out}, which libunicorn does not: it asks
 * for the port's value in the middle of a block of code, goes on behind the instruction, and cannot
 * tell where it is. So the registers are kept as they are when it asks, and page tables without a
 * page keep the rest of the block from memory; afterwards the CPU is before the instruction again.
 * Of its flags the arithmetic ones may be those of an earlier instruction.
 */
public final class RefusedPorts {
  /** A block of code is shorter. */
  private static final int MOST_CODE = 4096;

  private final Unicorn unicorn;
  private final Code code;
  private final long emptyTables;
  private Unicorn.@Nullable Context state;
  private long place;
  private boolean refused;

  /** The memory of the program. */
  @FunctionalInterface
  public interface Code {
    /** Reads as many bytes as there are; returns how many. */
    int read(long address, byte[] target);
  }

  /**
   * @param emptyTables the physical address of a page of zeros
   */
  public RefusedPorts(Unicorn unicorn, Code code, long emptyTables) {
    this.unicorn = unicorn;
    this.code = code;
    this.emptyTables = emptyTables;
  }

  /** Whether the run is at its end, of which the CPU carries out the rest of a block. */
  public boolean isRefused() {
    return refused;
  }

  /** Ends the run; to be called while the CPU asks for the port. */
  public void refuse() {
    refused = true;
    Unicorn.Context kept = state;
    if (kept == null) {
      kept = unicorn.newContext();
      state = kept;
    }
    kept.save();
    place = place(unicorn.blockAddress());
    unicorn.write(Register.CR3, emptyTables);
    unicorn.stop();
  }

  /** Whether the run ended here; the CPU is then before the instruction, and may run again. */
  public boolean take() {
    boolean was = refused;
    refused = false;
    if (was && state != null) {
      state.restore();
      unicorn.flushTlb();
      unicorn.write(Register.RIP, place);
    }
    return was;
  }

  /** The first such instruction of the block. */
  private long place(long block) {
    byte[] bytes = new byte[MOST_CODE];
    int count = code.read(block, bytes);
    for (int at = 0; at < count; at += InstructionLength.of(bytes, at)) {
      if (InstructionLength.usesPorts(bytes, at)) {
        return block + at;
      }
    }
    return block;
  }

  /** Gives back the memory for the state. */
  public void close() {
    if (state != null) {
      state.close();
    }
  }
}
