package io.kobox.junit;

/** Serves a kernel function in the kernel's place. */
@FunctionalInterface
public interface Replacement {
  /** Serves a call; the result is what the module gets, whatever its type. */
  long call(KernelCall call);
}
