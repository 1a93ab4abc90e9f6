package io.kobox.junit;

import io.kobox.machine.Cpu;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.TrapHandler;
import io.kobox.unicorn.Register;

/** A call of a kernel function that a replacement or a spy sees. Valid until that returns. */
public final class KernelCall {
  private static final Register[] ARGUMENTS = {
    Register.RDI, Register.RSI, Register.RDX, Register.RCX, Register.R8, Register.R9
  };

  private final String function;
  private final Cpu cpu;
  private final GuestMemory memory;
  private final TrapHandler original;
  private final long address;
  private final long[] arguments;

  KernelCall(String function, Cpu cpu, GuestMemory memory, TrapHandler original, long address) {
    this.function = function;
    this.cpu = cpu;
    this.memory = memory;
    this.original = original;
    this.address = address;
    arguments = new long[ARGUMENTS.length];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = cpu.read(ARGUMENTS[i]);
    }
  }

  /** The function as the module calls it: {@code kmalloc_trace} where its source says kmalloc. */
  public String function() {
    return function;
  }

  /** The argument at {@code index} from 0, of the first six. */
  public long argument(int index) {
    return arguments[index];
  }

  /** The C string that the argument at {@code index} points to. */
  public String string(int index) {
    return memory.string(arguments[index]);
  }

  /** The {@code length} bytes that the argument at {@code index} points to. */
  public byte[] bytes(int index, int length) {
    return memory.bytes(arguments[index], length);
  }

  /** Has the kernel's own function serve the call, and tells its result. */
  public long original() {
    for (int i = 0; i < arguments.length; i++) {
      cpu.write(ARGUMENTS[i], arguments[i]);
    }
    original.handle(cpu, address);
    return cpu.read(Register.RAX);
  }

  long[] arguments() {
    return arguments.clone();
  }
}
