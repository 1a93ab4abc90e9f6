package io.kobox.arch.x86;

import io.kobox.machine.AddressLayout;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import io.kobox.unicorn.Register;

/**
 * Which address an instruction's memory operand names: enough of x86-64's encoding to tell the
 * cause of a general protection fault (arch/x86/kernel/traps.c: get_kernel_gp_address, with
 * arch/x86/lib/insn-eval.c: insn_get_addr_ref).
 */
final class MemoryOperand {
  private static final int LONGEST_INSTRUCTION = 15;

  /** The registers by their number in ModRM and SIB. */
  private static final Register[] REGISTERS = {
    Register.RAX, Register.RCX, Register.RDX, Register.RBX,
    Register.RSP, Register.RBP, Register.RSI, Register.RDI,
    Register.R8, Register.R9, Register.R10, Register.R11,
    Register.R12, Register.R13, Register.R14, Register.R15
  };

  /** One-byte opcodes with a ModRM byte: a bit for each, 32 to a number. */
  private static final int[] WITH_MODRM = {
    0x0f0f0f0f, 0x0f0f0f0f, 0, 0x00000a08, 0x0000ffff, 0, 0xff0f00c3, 0xc0c00000
  };

  /** Two-byte opcodes (0f xx) without a ModRM byte, likewise. */
  private static final int[] WITHOUT_MODRM = {
    0x00004bf0, 0x00ff0000, 0, 0x00800000, 0x0000ffff, 0x00000707, 0x0000ff00, 0
  };

  private final GuestMemory memory;

  MemoryOperand(GuestMemory memory) {
    this.memory = memory;
  }

  /** What the report adds: {@code , probably for non-canonical address 0x...}; or nothing. */
  String hint(PtRegs regs) {
    byte[] code;
    try {
      code = memory.bytes(regs.ip(), LONGEST_INSTRUCTION);
    } catch (PageFaultException e) {
      return "";
    }
    Decoder decoder = new Decoder(code, regs);
    if (!decoder.decode()) {
      return "";
    }
    long address = decoder.address;
    String kind =
        AddressLayout.isCanonical(address)
            ? "maybe for address"
            : "probably for non-canonical address";
    return ", " + kind + " 0x" + Long.toHexString(address);
  }

  private static final class Decoder {
    private final byte[] code;
    private final PtRegs regs;
    private int at;
    private int rex;
    private long segmentBase;
    private long address;

    private Decoder(byte[] code, PtRegs regs) {
      this.code = code;
      this.regs = regs;
    }

    /** Finds {@link #address}; false if there is no operand in memory that ModRM names. */
    private boolean decode() {
      int opcode = skipPrefixes();
      boolean modrm;
      if (opcode == 0x0f) {
        opcode = next();
        if (opcode == 0x38 || opcode == 0x3a) {
          next();
          modrm = true;
        } else {
          modrm = (WITHOUT_MODRM[opcode >> 5] >> (opcode & 31) & 1) == 0;
        }
      } else {
        modrm = (WITH_MODRM[opcode >> 5] >> (opcode & 31) & 1) != 0;
      }
      return modrm && memoryOperand();
    }

    private int skipPrefixes() {
      while (true) {
        int prefix = next();
        switch (prefix) {
          case 0x26, 0x2e, 0x36, 0x3e, 0x66, 0x67, 0xf0, 0xf2, 0xf3 -> {}
          case 0x64 -> segmentBase = regs.get(Register.FS_BASE);
          case 0x65 -> segmentBase = regs.get(Register.GS_BASE);
          default -> {
            if ((prefix & 0xf0) != 0x40) {
              return prefix;
            }
            rex = prefix;
            return next();
          }
        }
        if (at >= code.length) {
          return 0;
        }
      }
    }

    private boolean memoryOperand() {
      int modrm = next();
      int mode = modrm >> 6;
      int base = modrm & 7;
      if (mode == 3) {
        return false;
      }
      if (base == 4) {
        address = scaledIndex(mode);
      } else if (base == 5 && mode == 0) {
        int displacement = nextInt();
        // relative to the next instruction, whose start depends on an immediate: as if there is
        // none
        address = regs.ip() + at + displacement;
        return true;
      } else {
        address = register(base, rex & 1);
      }
      address += segmentBase;
      if (mode == 1) {
        address += (byte) next();
      } else if (mode == 2) {
        address += nextInt();
      }
      return true;
    }

    private long scaledIndex(int mode) {
      int sib = next();
      int index = sib >> 3 & 7;
      long scaled = 0;
      if (index != 4 || (rex & 2) != 0) {
        scaled = register(index, rex >> 1 & 1) << (sib >> 6);
      }
      if ((sib & 7) == 5 && mode == 0) {
        return scaled + nextInt();
      }
      return scaled + register(sib & 7, rex & 1);
    }

    private long register(int number, int extension) {
      return regs.get(REGISTERS[number + 8 * extension]);
    }

    private int next() {
      return at < code.length ? code[at++] & 0xff : 0;
    }

    private int nextInt() {
      return next() | next() << 8 | next() << 16 | next() << 24;
    }
  }
}
