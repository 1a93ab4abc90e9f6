package io.kobox.arch.x86;

import io.kobox.btf.BtfField;
import io.kobox.btf.BtfStruct;
import io.kobox.machine.GuestMemory;
import io.kobox.types.Structs;
import org.jspecify.annotations.Nullable;

/**
 * A module's unwind table (arch/x86/include/asm/orc_types.h): for ranges of instructions, where the
 * caller's stack is. The tables are read where they lie in the guest's memory, when a trace is
 * wanted.
 */
public final class OrcTable {
  /** The registers that an entry may count from. */
  static final int UNDEFINED = 0;

  static final int PREV_SP = 1;
  static final int DX = 2;
  static final int DI = 3;
  static final int BP = 4;
  static final int SP = 5;
  static final int R10 = 6;
  static final int R13 = 7;
  static final int BP_INDIRECT = 8;
  static final int SP_INDIRECT = 9;

  /** struct orc_entry. */
  record Entry(int spOffset, int bpOffset, int spRegister, int bpRegister, boolean call) {
    /** null_orc_entry: nothing but the return address is on the stack yet. */
    static final Entry AT_START = new Entry(Long.BYTES, 0, SP, UNDEFINED, true);

    /** orc_fp_entry: code without a table is thought to keep a frame pointer. */
    static final Entry FRAME_POINTER = new Entry(16, -16, BP, PREV_SP, true);
  }

  private final GuestMemory memory;
  private final BtfStruct type;
  private final long ips;
  private final long entries;
  private final int count;

  /**
   * A table.
   *
   * @param ips .orc_unwind_ip: distances to the instructions where ranges begin, in any order
   * @param entries .orc_unwind
   */
  public OrcTable(GuestMemory memory, Structs structs, long ips, long entries, int count) {
    this.memory = memory;
    this.type = structs.btf().struct("orc_entry");
    this.ips = ips;
    this.entries = entries;
    this.count = count;
  }

  /**
   * __orc_find in a table that is not sorted: the entry of the nearest beginning at or below {@code
   * ip}. Where several begin, one that says something goes before one that ends a section.
   */
  @Nullable Entry find(long ip) {
    Entry best = null;
    long bestIp = 0;
    for (int i = 0; i < count; i++) {
      long at = ips + (long) i * Integer.BYTES;
      long begin = at + memory.getInt(at);
      if (Long.compareUnsigned(begin, ip) > 0
          || (best != null && Long.compareUnsigned(begin, bestIp) < 0)) {
        continue;
      }
      Entry entry = entry(entries + i * type.size());
      if (best == null || begin != bestIp || entry.spRegister() != UNDEFINED) {
        best = entry;
        bestIp = begin;
      }
    }
    return best;
  }

  private Entry entry(long at) {
    return new Entry(
        memory.getShort(at + type.field("sp_offset").offset()),
        memory.getShort(at + type.field("bp_offset").offset()),
        bits(at, "sp_reg"),
        bits(at, "bp_reg"),
        bits(at, "type") == callType());
  }

  /** UNWIND_HINT_TYPE_CALL; since Linux 6.4 ORC_TYPE_CALL, which has two types before it. */
  private int callType() {
    return type.field("type").bitSize() > 2 ? 2 : 0;
  }

  private int bits(long at, String name) {
    BtfField field = type.field(name);
    int shift = (int) (field.bitOffset() % Byte.SIZE);
    return (memory.getByte(at + field.offset()) & 0xff) >> shift & (1 << field.bitSize()) - 1;
  }
}
