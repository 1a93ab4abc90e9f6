package io.kobox.arch.x86;

import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import io.kobox.unicorn.Register;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Which address an instruction refers to (arch/x86/lib/insn-eval.c: insn_get_addr_ref). Knows what
 * compilers use in kernel code: no VEX, EVEX or XOP encodings.
 */
final class InsnEval {
  private static final int MOST_BYTES = 15;

  private static final Register[] REGISTERS = {
    Register.RAX, Register.RCX, Register.RDX, Register.RBX,
    Register.RSP, Register.RBP, Register.RSI, Register.RDI,
    Register.R8, Register.R9, Register.R10, Register.R11,
    Register.R12, Register.R13, Register.R14, Register.R15
  };

  private static final int REX_W = 8;
  private static final int REX_X = 2;
  private static final int REX_B = 1;

  private final PtRegs regs;
  private final byte[] bytes;
  private int at;
  private int rex;
  private boolean operandSize;
  private boolean addressSize;
  private @Nullable Register segment;

  private InsnEval(PtRegs regs, byte[] bytes) {
    this.regs = regs;
    this.bytes = bytes;
    prefixes();
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
      return hasModrm() && !addressSize ? OptionalLong.of(evaluate()) : OptionalLong.empty();
    } catch (ArrayIndexOutOfBoundsException e) {
      return OptionalLong.empty();
    }
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
      return opcode < 0x40 && (opcode & 7) < 4
          || opcode == 0x63
          || opcode == 0x69
          || opcode == 0x6b
          || opcode >= 0x80 && opcode <= 0x8f
          || opcode == 0xc0
          || opcode == 0xc1
          || opcode == 0xc6
          || opcode == 0xc7
          || opcode >= 0xd0 && opcode <= 0xd3
          || opcode >= 0xd8 && opcode <= 0xdf
          || opcode == 0xf6
          || opcode == 0xf7
          || opcode >= 0xfe;
    }
    int second = next();
    if (second == 0x38 || second == 0x3a) {
      at++;
      return true;
    }
    return !(second >= 0x04 && second <= 0x0c
        || second == 0x0e
        || second >= 0x30 && second <= 0x37
        || second == 0x77
        || second >= 0x80 && second <= 0x8f
        || second >= 0xa0 && second <= 0xa2
        || second >= 0xa8 && second <= 0xaa
        || second >= 0xc8 && second <= 0xcf);
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
