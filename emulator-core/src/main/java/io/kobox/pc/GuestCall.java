package io.kobox.pc;

import io.kobox.unicorn.Register;

/** A call that the guest's code is making. */
public final class GuestCall {
  private final Pc pc;
  private final long site;
  private final boolean jumps;
  private final long target;
  private final long rsp;
  private final long returnAddress;

  GuestCall(Pc pc, long site, boolean jumps, long target, long rsp, long returnAddress) {
    this.pc = pc;
    this.site = site;
    this.jumps = jumps;
    this.target = target;
    this.rsp = rsp;
    this.returnAddress = returnAddress;
  }

  /** The address of the instruction that calls. */
  public long site() {
    return site;
  }

  /** The function that is called. */
  public long target() {
    return target;
  }

  /**
   * Where the function returns to; a function's last call, which is a jump, returns to its caller.
   */
  public long returnAddress() {
    return returnAddress;
  }

  /** The stack pointer when the function returns. */
  public long stackAfter() {
    return rsp + Long.BYTES;
  }

  /** The function is not run: the call returns {@code result} at once. */
  public void answer(long result) {
    pc.write(Register.RAX, result);
    pc.write(Register.RSP, stackAfter());
    pc.write(Register.RIP, returnAddress);
  }

  /** Another function runs in its place. */
  public void redirect(long function) {
    pc.write(Register.RIP, function);
  }

  /** Whether the instruction is a jump: the function then returns to somebody else. */
  public boolean jumps() {
    return jumps;
  }

  /**
   * For a jump: has the function come back, so that {@link CallTrap#returned} is told. To be asked
   * for before anything else is changed.
   */
  public void returnHere() {
    push(site + 2);
  }

  /** Whatever runs now returns to the instruction that calls, which then calls again. */
  public void repeat() {
    if (jumps) {
      push(site);
    } else {
      pc.pages().putLong(rsp, site);
    }
  }

  private void push(long address) {
    long below = pc.read(Register.RSP) - Long.BYTES;
    pc.pages().putLong(below, address);
    pc.write(Register.RSP, below);
  }
}
