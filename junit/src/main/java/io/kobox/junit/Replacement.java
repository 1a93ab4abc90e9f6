package io.kobox.junit;

import io.kobox.checkpoint.HostSide;

/** Serves a kernel function in the kernel's place. */
@HostSide
@FunctionalInterface
public interface Replacement {
  /** Serves a call; the result is what the module gets, whatever its type. */
  long call(KernelCall call);
}
