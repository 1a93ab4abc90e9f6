package io.kobox.image.check;

import io.kobox.pc.GuestCall;
import io.kobox.pc.Pc;
import io.kobox.unicorn.Register;
import io.kobox.unicorn.Registers;

/** A call of a watched module to a function of the kernel. */
public final class ModuleCall {
  private static final Register[] ARGUMENTS = {
    Register.RDI, Register.RSI, Register.RDX, Register.RCX, Register.R8, Register.R9
  };

  private final Pc pc;
  private final WatchedModule module;
  private final String function;
  private final GuestCall call;
  private final long[] stack;
  private boolean answered;

  ModuleCall(Pc pc, WatchedModule module, String function, GuestCall call, long[] stack) {
    this.pc = pc;
    this.module = module;
    this.function = function;
    this.call = call;
    this.stack = stack;
  }

  /** Who calls. */
  public WatchedModule module() {
    return module;
  }

  /** The function's name in all kernels: that of 6.1. */
  public String function() {
    return function;
  }

  /** Where the call returns to. */
  public long caller() {
    return call.returnAddress();
  }

  /** The stack pointer behind the call. */
  long stackAfter() {
    return call.stackAfter();
  }

  /** The function, and the return addresses in modules, the innermost first. */
  long[] stack() {
    return stack;
  }

  /** The CPU's registers: the arguments, or the result. */
  public Registers registers() {
    return pc;
  }

  /** An argument, from 0 to 5. */
  public long argument(int index) {
    return pc.read(ARGUMENTS[index]);
  }

  /** Changes an argument, before the function runs. */
  void setArgument(int index, long value) {
    pc.write(ARGUMENTS[index], value);
  }

  /** The result, when the function has returned. */
  public long result() {
    return pc.read(Register.RAX);
  }

  /** The function does not run. */
  public void answer(long result) {
    answered = true;
    call.answer(result);
  }

  boolean isAnswered() {
    return answered;
  }

  /** The function at {@code address} runs instead. */
  void redirect(long address) {
    call.redirect(address);
  }

  /** What runs now returns to the instruction that calls, which so calls again. */
  void repeat() {
    call.repeat();
  }
}
