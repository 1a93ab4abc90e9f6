package io.kobox.machine;

/** Java code that serves a call to a guest address. */
@FunctionalInterface
public interface TrapHandler {
  /**
   * Serves the call: arguments are in the registers and on the guest's stack (RSP points at the
   * return address), the result goes to RAX. Afterwards the CPU returns to the caller, unless the
   * handler asked for {@link Cpu#jump}.
   *
   * @param address the trap that was reached
   */
  void handle(Cpu cpu, long address);
}
