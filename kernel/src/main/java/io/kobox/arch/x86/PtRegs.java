package io.kobox.arch.x86;

import io.kobox.machine.Cpu;
import io.kobox.unicorn.Register;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The registers at a fault (struct pt_regs, and what show_regs reads beside it). */
record PtRegs(long ip, Map<Register, Long> values) {
  private static final List<Register> SHOWN =
      Stream.concat(
              Register.GENERAL.stream(),
              Stream.of(
                  Register.RFLAGS,
                  Register.CS,
                  Register.SS,
                  Register.CR0,
                  Register.CR2,
                  Register.CR3,
                  Register.CR4,
                  Register.FS_BASE,
                  Register.GS_BASE))
          .toList();

  static PtRegs of(Cpu cpu, long ip) {
    Map<Register, Long> values = new EnumMap<>(Register.class);
    for (Register register : SHOWN) {
      values.put(register, cpu.read(register));
    }
    return new PtRegs(ip, values);
  }

  long get(Register register) {
    return values.getOrDefault(register, 0L);
  }
}
