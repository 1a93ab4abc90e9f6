package io.kobox.arch.x86;

import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import io.kobox.unicorn.Register;
import java.util.BitSet;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Which address an instruction refers to (arch/x86/lib/insn-eval.c: insn_get_addr_ref). Knows what
 * compilers use in kernel code: no VEX, EVEX or XOP encodings.
 */
final class InsnEval {
  private static final int MOST_BYTES = 15;

  /** By their numbers in instructions. */
  static final Register[] REGISTERS = {
    Register.RAX, Register.RCX, Register.RDX, Register.RBX,
    Register.RSP, Register.RBP, Register.RSI, Register.RDI,
    Register.R8, Register.R9, Register.R10, Register.R11,
    Register.R12, Register.R13, Register.R14, Register.R15
  };

  /** The opcodes of one byte that a ModRM byte follows. */
  private static final BitSet ONE_BYTE = new BitSet();

  /** The opcodes of two bytes, 0f being the first, that none follows. */
  private static final BitSet TWO_BYTES_WITHOUT = new BitSet();

  static {
    for (int operation = 0; operation < 0x40; operation += 8) {
      ONE_BYTE.set(operation, operation + 4);
    }
    for (int opcode :
        new int[] {0x63, 0x69, 0x6b, 0xc0, 0xc1, 0xc6, 0xc7, 0xf6, 0xf7, 0xfe, 0xff}) {
      ONE_BYTE.set(opcode);
    }
    ONE_BYTE.set(0x80, 0x90);
    ONE_BYTE.set(0xd0, 0xd4);
    ONE_BYTE.set(0xd8, 0xe0);
    TWO_BYTES_WITHOUT.set(0x04, 0x0d);
    TWO_BYTES_WITHOUT.set(0x0e);
    TWO_BYTES_WITHOUT.set(0x30, 0x38);
    TWO_BYTES_WITHOUT.set(0x77);
    TWO_BYTES_WITHOUT.set(0x80, 0x90);
    TWO_BYTES_WITHOUT.set(0xa0, 0xa3);
    TWO_BYTES_WITHOUT.set(0xa8, 0xab);
    TWO_BYTES_WITHOUT.set(0xc8, 0xd0);
  }

  private static final byte MOV_FROM_MEMORY = (byte) 0x8b;
  private static final int REX_W = 8;
  private static final int REX_R = 4;
  private static final int REX_X = 2;
  private static final int REX_B = 1;

  private final PtRegs regs;
  private final byte[] bytes;
  private final int opcode;
  private int at;
  private int rex;
  private boolean operandSize;
  private boolean addressSize;
  private @Nullable Register segment;

  private InsnEval(PtRegs regs, byte[] bytes) {
    this.regs = regs;
    this.bytes = bytes;
    prefixes();
    opcode = at;
  }

  /** The instruction at RIP; null if it cannot be read. */
  static @Nullable InsnEval of(PtRegs regs, GuestMemory memory) {
    try {
      return new InsnEval(regs, memory.bytes(regs.ip(), MOST_BYTES));
    } catch (PageFaultException e) {
      return null;
    }
  }

  /** insn.opnd_bytes. */
  int operandBytes() {
    return (rex & REX_W) != 0 ? 8 : operandSize ? 2 : 4;
  }

  /** The address of the operand that may be in memory; the value of one in a register. */
  OptionalLong address() {
    try {
      if (addressSize) {
        return OptionalLong.empty();
      }
      // an instruction without a ModRM byte is taken for one with [rax], as by the kernel
      return OptionalLong.of(hasModrm() ? evaluate() : register(0, REX_B));
    } catch (ArrayIndexOutOfBoundsException e) {
      return OptionalLong.empty();
    }
  }

  /** insn_get_modrm_reg_ptr, of a load ({@code mov}) from memory; null of other instructions. */
  @Nullable Register target() {
    if (bytes[opcode] != MOV_FROM_MEMORY || opcode + 1 == bytes.length) {
      return null;
    }
    int number = bytes[opcode + 1] >> 3 & 7;
    return REGISTERS[number | ((rex & REX_R) != 0 ? 8 : 0)];
  }

  private int next() {
    return bytes[at++] & 0xff;
  }

  private void prefixes() {
    for (; at < bytes.length - 1; at++) {
      switch (bytes[at] & 0xff) {
        case 0x66 -> operandSize = true;
        case 0x67 -> addressSize = true;
        case 0x64 -> segment = Register.FS_BASE;
        case 0x65 -> segment = Register.GS_BASE;
        case 0x26, 0x2e, 0x36, 0x3e, 0xf0, 0xf2, 0xf3 -> {}
        default -> {
          if ((bytes[at] & 0xf0) == 0x40) {
            rex = next() & 0xf;
          }
          return;
        }
      }
    }
  }

  /** Reads the opcode. */
  private boolean hasModrm() {
    int opcode = next();
    if (opcode != 0x0f) {
      return ONE_BYTE.get(opcode);
    }
    int second = next();
    if (second == 0x38 || second == 0x3a) {
      at++;
      return true;
    }
    return !TWO_BYTES_WITHOUT.get(second);
  }

  private long evaluate() {
    int modrm = next();
    int mod = modrm >> 6;
    int rm = modrm & 7;
    if (mod == 3) {
      return register(rm, REX_B);
    }
    long base;
    boolean displacement32 = mod == 2;
    if (rm == 4) {
      int sib = next();
      boolean noBase = (sib & 7) == 5 && mod == 0;
      displacement32 |= noBase;
      base = noBase ? 0 : register(sib & 7, REX_B);
      int index = (sib >> 3 & 7) | ((rex & REX_X) != 0 ? 8 : 0);
      base += index == 4 ? 0 : regs.get(REGISTERS[index]) << (sib >> 6);
    } else if (rm == 5 && mod == 0) {
      return ripRelative();
    } else {
      base = register(rm, REX_B);
    }
    long displacement = displacement32 ? int32() : mod == 1 ? bytes[at++] : 0;
    return base + displacement + (segment == null ? 0 : regs.get(segment));
  }

  private long register(int number, int rexBit) {
    return regs.get(REGISTERS[number | ((rex & rexBit) != 0 ? 8 : 0)]);
  }

  private int int32() {
    return next() | next() << 8 | next() << 16 | next() << 24;
  }

  /** Counted from the instruction's end, without an immediate operand's bytes. */
  private long ripRelative() {
    int displacement = int32();
    return regs.ip() + at + displacement + (segment == null ? 0 : regs.get(segment));
  }
}
