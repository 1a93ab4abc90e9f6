package io.kobox.lib.bug;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.export.ServedCall;
import io.kobox.lib.Vsprintf;

/** WARN() with a message, as code of 7.0 and later calls it (arch/x86/entry/entry.S). */
public final class WarnTrapExports {
  private static final int MESSAGE = 1024;

  private final Bugs bugs;
  private final Vsprintf vsprintf;
  private final Runnable showRegs;

  /**
   * @param showRegs prints the registers of the call
   */
  public WarnTrapExports(Bugs bugs, Vsprintf vsprintf, Runnable showRegs) {
    this.bugs = bugs;
    this.vsprintf = vsprintf;
    this.showRegs = showRegs;
  }

  /** void __WARN_trap(struct bug_entry *bug, ...), by its static call. */
  @KernelExport(level = Level.PARTIAL, note = "the registers are those of the call")
  void __SCT__WARN_trap(ServedCall call) {
    bugs.report(
        call.argument(0), format -> vsprintf.format(MESSAGE, format, call.varArgs(1)), showRegs);
  }
}
