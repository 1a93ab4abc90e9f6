package io.kobox.arch.x86;

import io.kobox.machine.GuestMemory;
import java.util.Locale;
import java.util.OptionalLong;

/** General protection faults (arch/x86/kernel/traps.c: exc_general_protection). */
final class GeneralProtection {
  private static final String GPFSTR = "general protection fault";

  /** __VIRTUAL_MASK: the addresses of the lower half. */
  private static final long VIRTUAL_MASK = (1L << 47) - 1;

  private final Oops oops;
  private final GuestMemory memory;

  GeneralProtection(Oops oops, GuestMemory memory) {
    this.oops = oops;
    this.memory = memory;
  }

  /** Reports the fault, and what ends the task. */
  Error die(PtRegs regs, long errorCode) {
    return oops.die(
        errorCode != 0 ? "segment-related " + GPFSTR : GPFSTR + hint(regs), regs, errorCode);
  }

  /** get_kernel_gp_address. */
  private String hint(PtRegs regs) {
    InsnEval insn = InsnEval.of(regs, memory);
    OptionalLong operand = insn == null ? OptionalLong.empty() : insn.address();
    if (insn == null || operand.isEmpty() || operand.getAsLong() == -1) {
      return "";
    }
    long address = operand.getAsLong();
    boolean canonical =
        Long.compareUnsigned(address, ~VIRTUAL_MASK) >= 0
            || Long.compareUnsigned(address + insn.operandBytes() - 1, VIRTUAL_MASK) <= 0;
    return String.format(
        Locale.ROOT,
        ", %s 0x%x",
        canonical ? "maybe for address" : "probably for non-canonical address",
        address);
  }
}
