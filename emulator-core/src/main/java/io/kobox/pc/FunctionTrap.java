package io.kobox.pc;

/** Is told when the guest's code enters a function and, if it asks for it, when that returns. */
public interface FunctionTrap {
  /**
   * The function is entered; its arguments are in the registers. What answers the call itself ends
   * it with {@link Pc#returnFromFunction}.
   *
   * @return whether {@link #returned} is to be told; the return address on the stack is changed
   *     then, so that the kernel's call traces end there
   */
  boolean entered(Pc pc);

  /** The call whose {@link #entered} came with the stack pointer {@code rsp} returned. */
  default void returned(Pc pc, long rsp) {}
}
