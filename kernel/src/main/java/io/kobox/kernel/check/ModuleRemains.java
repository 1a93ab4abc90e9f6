package io.kobox.kernel.check;

import io.kobox.kernel.module.Module;
import java.util.List;

/** A subsystem that knows what a module registered or allocated and did not give back. */
public interface ModuleRemains {
  /** The check that this belongs to. */
  default Check check() {
    return Check.LEFTBEHIND;
  }

  /**
   * Asked when a module has run its exit, or failed in its init, and is about to be freed: a report
   * for each thing of its that is still there, in the format of the kernel's own tool if there is
   * one.
   */
  List<String> of(Module module);

  /** The module's init has ended and its memory is about to be freed. */
  default void initEnds(Module module) {}
}
