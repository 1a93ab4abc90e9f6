package io.kobox.pc;

/** Is told of calls that certain places of the guest's code make. */
public interface CallTrap {
  /**
   * The call is made: the CPU is at the function's first instruction, the return address on the
   * stack. By {@link GuestCall#answer} the function is not run.
   */
  void called(GuestCall call);

  /**
   * A call has returned of which {@link GuestCall#returnHere} asked for it; {@code stackAfter}
   * tells which.
   */
  void returned(long stackAfter);
}
