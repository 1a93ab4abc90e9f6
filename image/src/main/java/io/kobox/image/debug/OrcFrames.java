package io.kobox.image.debug;

import io.kobox.btf.Btf;
import io.kobox.btf.BtfField;
import io.kobox.btf.BtfStruct;
import io.kobox.gdb.CallFrames;
import io.kobox.machine.GuestMemory;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The kernel's unwind tables (arch/x86/include/asm/orc_types.h) as DWARF's call frame information,
 * so that a debugger finds callers in a kernel that has none.
 */
final class OrcFrames {
  /** So many ranges share an entry of the section, which a debugger reads from its begin. */
  private static final int RANGES = 1024;

  private static final int RBX = 3;
  private static final int RBP = 6;
  private static final int RSP = 7;
  private static final int R12 = 12;
  private static final int RETURN_ADDRESS = 16;

  /** DWARF's numbers of the registers that ORC counts from; 0: it counts from none. */
  private static final int[] REGISTERS = {0, 0, 1, 5, RBP, RSP, 10, 13, RBP, RSP};

  private static final int BP_INDIRECT = 8;
  private static final int SP_INDIRECT = 9;
  private static final int PREV_SP = 1;

  private static final byte ADVANCE_LOC4 = 0x04;
  private static final byte OFFSET_EXTENDED_SF = 0x11;
  private static final byte UNDEFINED = 0x07;
  private static final byte REMEMBER_STATE = 0x0a;
  private static final byte RESTORE_STATE = 0x0b;
  private static final byte DEF_CFA_SF = 0x12;
  private static final byte DEF_CFA_EXPRESSION = 0x0f;
  private static final int BREG = 0x70;
  private static final byte DEREF = 0x06;
  private static final byte PLUS_CONST = 0x23;

  /** DWARF's numbers of the registers in struct pt_regs, by their field. */
  private static final Object[][] SAVED = {
    {"r15", 15},
    {"r14", 14},
    {"r13", 13},
    {"r12", R12},
    {"bp", RBP},
    {"bx", RBX},
    {"ip", RETURN_ADDRESS},
    {"sp", RSP}
  };

  private final GuestMemory memory;
  private final BtfStruct entry;
  private final BtfStruct registers;

  /** Of type CALL, REGS and REGS_PARTIAL. */
  private final int callType;

  OrcFrames(GuestMemory memory, Btf types) {
    this.memory = memory;
    this.entry = types.struct("orc_entry");
    this.registers = types.struct("pt_regs");
    // since Linux 6.4 ORC_TYPE_UNDEFINED and ORC_TYPE_END_OF_STACK come before
    this.callType = entry.field("type").bitSize() > 2 ? 2 : 0;
  }

  /** The section for a sorted table. */
  byte[] of(long ips, long ipsEnd, long entries) {
    CallFrames frames = new CallFrames();
    int count = (int) ((ipsEnd - ips) / Integer.BYTES);
    for (int first = 0; first + 1 < count; first += RANGES) {
      int last = Math.min(first + RANGES, count - 1);
      frames.add(ip(ips, first), ip(ips, last), instructions(ips, entries, first, last));
    }
    return frames.bytes();
  }

  private long ip(long ips, int index) {
    long at = ips + (long) index * Integer.BYTES;
    return at + memory.getInt(at);
  }

  private byte[] instructions(long ips, long entries, int first, int last) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(REMEMBER_STATE);
    for (int i = first; i < last; i++) {
      if (i > first) {
        out.write(ADVANCE_LOC4);
        int distance = (int) (ip(ips, i) - ip(ips, i - 1));
        out.writeBytes(
            ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(distance)
                .array());
        out.write(RESTORE_STATE);
        out.write(REMEMBER_STATE);
      }
      rules(out, entries + i * entry.size());
    }
    return out.toByteArray();
  }

  private void rules(ByteArrayOutputStream out, long at) {
    int spRegister = bits(at, "sp_reg");
    if (spRegister >= REGISTERS.length || REGISTERS[spRegister] == 0) {
      undefined(out, RETURN_ADDRESS);
      return;
    }
    int spOffset = memory.getShort(at + entry.field("sp_offset").offset());
    frameAddress(out, spRegister, spOffset);
    int type = bits(at, "type") - callType;
    if (type == 0) {
      for (int register : new int[] {RBX, R12, 13, 14, 15}) {
        undefined(out, register);
      }
      if (bits(at, "bp_reg") == PREV_SP) {
        saved(out, RBP, memory.getShort(at + entry.field("bp_offset").offset()));
      }
    } else {
      // the frame address is where struct pt_regs is, or where the part from ip on is
      long begin = type == 1 ? 0 : registers.field("ip").offset();
      for (Object[] register : SAVED) {
        long offset = registers.field((String) register[0]).offset() - begin;
        if (offset >= 0) {
          saved(out, (Integer) register[1], (int) offset);
        }
      }
    }
  }

  private static void frameAddress(ByteArrayOutputStream out, int register, int offset) {
    ByteArrayOutputStream number = new ByteArrayOutputStream();
    if (register == BP_INDIRECT || register == SP_INDIRECT) {
      ByteArrayOutputStream expression = new ByteArrayOutputStream();
      expression.write(BREG + REGISTERS[register]);
      signed(expression, register == BP_INDIRECT ? offset : 0);
      expression.write(DEREF);
      if (register == SP_INDIRECT) {
        expression.write(PLUS_CONST);
        signed(expression, offset);
      }
      out.write(DEF_CFA_EXPRESSION);
      out.write(expression.size());
      out.writeBytes(expression.toByteArray());
      return;
    }
    out.write(DEF_CFA_SF);
    out.write(REGISTERS[register]);
    signed(number, offset / -Long.BYTES);
    out.writeBytes(number.toByteArray());
  }

  /** The register's value is at an offset from the frame address. */
  private static void saved(ByteArrayOutputStream out, int register, int offset) {
    out.write(OFFSET_EXTENDED_SF);
    out.write(register);
    signed(out, offset / -Long.BYTES);
  }

  private static void undefined(ByteArrayOutputStream out, int register) {
    out.write(UNDEFINED);
    out.write(register);
  }

  /** LEB128. */
  private static void signed(ByteArrayOutputStream out, int number) {
    int rest = number;
    while (rest < -64 || rest > 63) {
      out.write((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    out.write(rest & 0x7f);
  }

  private int bits(long at, String name) {
    BtfField field = entry.field(name);
    int shift = (int) (field.bitOffset() % Byte.SIZE);
    return (memory.getByte(at + field.offset()) & 0xff) >> shift & (1 << field.bitSize()) - 1;
  }
}
