package io.kobox.pc;

import io.kobox.machine.RefusedPorts;
import io.kobox.unicorn.Register;
import io.kobox.unicorn.Unicorn;

/**
 * Keeps programs from ports that the kernel did not give them: {@code in} and {@code out} in user
 * mode are a general protection fault unless the task's bitmap allows the port (Intel SDM volume 1,
 * "I/O permission bit map"; Linux leaves IOPL at 0).
 */
final class PortGuard {
  private static final int USER = 3;
  private static final int TSS_BITMAP = 0x66;

  private final Unicorn unicorn;
  private final Processor processor;
  private final GuestPages pages;
  private final RefusedPorts refused;

  /**
   * @param emptyTables the physical address of a page of zeros
   */
  PortGuard(Unicorn unicorn, Processor processor, GuestPages pages, long emptyTables) {
    this.unicorn = unicorn;
    this.processor = processor;
    this.pages = pages;
    refused =
        new RefusedPorts(
            unicorn,
            (address, target) -> pages.read(address, target, 0, target.length),
            emptyTables);
  }

  /** Whether the instruction that is being carried out must not; the CPU is stopped then. */
  boolean refuses(int port, int size) {
    if (!refused.isRefused()) {
      if ((unicorn.read(Register.CS) & USER) != USER || isAllowed(port, size)) {
        return false;
      }
      refused.refuse();
    }
    return true;
  }

  private boolean isAllowed(int port, int size) {
    CpuState state = processor.state();
    state.save();
    pages.setRoot(state.control(3));
    long task = state.segmentBase(CpuState.TR);
    long at = (pages.getLong(task + TSS_BITMAP) & 0xffff) + port / Byte.SIZE;
    if (at + 1 > Integer.toUnsignedLong(state.segmentLimit(CpuState.TR))) {
      return false;
    }
    long bits = (pages.getLong(task + at) & 0xffff) >> (port % Byte.SIZE);
    return (bits & ((1 << size) - 1)) == 0;
  }

  /** Whether the run that ended was stopped from here; the fault is then to be delivered. */
  boolean take() {
    boolean was = refused.take();
    if (was) {
      unicorn.takeSystemCall();
      processor.refusedInstruction();
    }
    return was;
  }

  void close() {
    refused.close();
  }
}
