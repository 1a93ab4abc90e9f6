package io.kobox.kernel.gcov;

import io.kobox.checkpoint.HostSide;
import io.kobox.loader.ElfModule;
import io.kobox.unicorn.BlockWatcher;

/** Is told what code of modules runs on one machine. Used by the thread that runs its CPU. */
@HostSide
public interface CodeWatcher extends BlockWatcher {
  /**
   * A module has its place and has not run yet.
   *
   * @param module its file; the addresses of its sections are those in memory
   */
  void loaded(ElfModule module);

  /** The machine is switched off. */
  void ended();
}
