package io.kobox.pc;

/** Is told when the guest's code enters a function and when that function returns. */
public interface FunctionTrap {
  /** The function is entered; its arguments are in the registers. */
  void entered(Pc pc);

  /** The call whose {@link #entered} came with the stack pointer {@code rsp} returned. */
  void returned(Pc pc, long rsp);
}
