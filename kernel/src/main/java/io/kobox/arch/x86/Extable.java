package io.kobox.arch.x86;

import io.kobox.machine.Cpu;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import io.kobox.machine.Stop;
import io.kobox.types.Struct;
import io.kobox.types.Structs;
import io.kobox.unicorn.Register;
import java.util.function.LongUnaryOperator;

/**
 * How code goes on after an exception that __ex_table expects (arch/x86/mm/extable.c; the types are
 * macros of asm/extable_fixup_types.h). Accesses to model-specific registers and to floating-point
 * state never fault here. Linux warns, once, of a user access to a non-canonical address; kobox
 * does not. With SMAP, Linux takes no fixup for a user address where the access was not announced
 * with stac; kobox does, since the emulated CPU has no SMAP and stac is left out.
 */
final class Extable {
  private static final int TRAP_PAGE_FAULT = 14;
  private static final int FAULT = 2;
  private static final int COPY = 4;
  private static final int FAULT_MCE_SAFE = 15;
  private static final int POP_REG = 16;
  private static final int IMM_REG = 17;
  private static final int UCOPY_LEN = 19;
  private static final int ZEROPAD = 20;
  private static final int FLAG_CLEAR_AX = 1 << 12;
  private static final int FLAG_CLEAR_DX = 1 << 13;

  private final LongUnaryOperator search;
  private final Structs structs;
  private final GuestMemory memory;

  /**
   * Of one machine.
   *
   * @param search search_exception_tables: the entry's address for an instruction's, 0: none
   */
  Extable(LongUnaryOperator search, Structs structs, GuestMemory memory) {
    this.search = search;
    this.structs = structs;
    this.memory = memory;
  }

  /** fixup_exception of a page fault. */
  long fixup(Stop.PageFault fault, Cpu cpu) {
    return fixup(cpu, fault.rip(), TRAP_PAGE_FAULT, fault.address());
  }

  /** fixup_exception of another exception. */
  long fixup(Cpu cpu, long ip, int trap) {
    return fixup(cpu, ip, trap, 0);
  }

  /** Changes the registers as the entry says; the result is where to go on, 0: there is none. */
  private long fixup(Cpu cpu, long ip, int trap, long faultAddress) {
    long at = search.applyAsLong(ip);
    if (at == 0) {
      return 0;
    }
    Struct entry = structs.at("exception_table_entry", at);
    int data = entry.getInt("data");
    Register register = InsnEval.REGISTERS[data >> 8 & 0xf];
    int immediate = data >> 16;
    switch (data & 0xff) {
      case FAULT, COPY, FAULT_MCE_SAFE -> cpu.write(Register.RAX, trap);
      case POP_REG -> {
        cpu.write(Register.RSP, cpu.read(Register.RSP) + Long.BYTES);
        cpu.write(register, immediate);
      }
      case IMM_REG -> cpu.write(register, immediate);
      case UCOPY_LEN ->
          cpu.write(Register.RCX, immediate * cpu.read(Register.RCX) + cpu.read(register));
      case ZEROPAD -> {
        if (!zeropad(cpu, ip, faultAddress)) {
          return 0;
        }
      }
      default -> {} // where to go on is all
    }
    if ((data & FLAG_CLEAR_AX) != 0) {
      cpu.write(Register.RAX, 0);
    }
    if ((data & FLAG_CLEAR_DX) != 0) {
      cpu.write(Register.RDX, 0);
    }
    long fixup = at + structs.type("exception_table_entry").offset("fixup");
    return fixup + memory.getInt(fixup);
  }

  /** ex_handler_zeropad: a long that runs into a page that is not there; zeros are read of it. */
  private boolean zeropad(Cpu cpu, long ip, long faultAddress) {
    InsnEval instruction = InsnEval.of(PtRegs.of(cpu, ip), memory);
    if (instruction == null || instruction.operandBytes() != Long.BYTES) {
      return false;
    }
    long address = instruction.address().orElse(-1);
    Register target = instruction.target();
    long word = address & -Long.BYTES;
    if (target == null || faultAddress != word + Long.BYTES) {
      return false;
    }
    try {
      cpu.write(target, memory.getLong(word) >>> ((address - word) * Byte.SIZE));
      return true;
    } catch (PageFaultException e) {
      return false;
    }
  }
}
