package io.kobox.kernel.entry;

import io.kobox.export.ServedCall;
import io.kobox.export.VarArgs;
import io.kobox.machine.Cpu;
import io.kobox.machine.GuestMemory;
import io.kobox.unicorn.Register;

/** The call that the CPU stopped at: System V arguments in registers and on the guest's stack. */
final class GuestCall implements ServedCall {
  private static final Register[] ARGUMENTS = {
    Register.RDI, Register.RSI, Register.RDX, Register.RCX, Register.R8, Register.R9
  };

  private final Cpu cpu;
  private final GuestMemory memory;

  GuestCall(Cpu cpu, GuestMemory memory) {
    this.cpu = cpu;
    this.memory = memory;
  }

  @Override
  public long argument(int index) {
    return index < ARGUMENTS.length
        ? cpu.read(ARGUMENTS[index])
        : onStack(cpu.read(Register.RSP), index);
  }

  /** Above the return address, in order. */
  private long onStack(long stackPointer, int index) {
    return memory.getLong(stackPointer + 8L * (index - ARGUMENTS.length + 1));
  }

  /** Registers are taken now: the handler may call into the guest before it asks for them. */
  @Override
  public VarArgs varArgs(int first) {
    long[] registers = new long[ARGUMENTS.length];
    for (int i = first; i < registers.length; i++) {
      registers[i] = cpu.read(ARGUMENTS[i]);
    }
    long stackPointer = cpu.read(Register.RSP);
    return new VarArgs() {
      private int next = first;

      @Override
      public long nextLong() {
        int index = next++;
        return index < registers.length ? registers[index] : onStack(stackPointer, index);
      }
    };
  }

  @Override
  public String string(long address) {
    return memory.string(address);
  }

  @Override
  public long returnAddress() {
    return memory.getLong(cpu.read(Register.RSP));
  }

  @Override
  public void result(long value) {
    cpu.write(Register.RAX, value);
  }
}
