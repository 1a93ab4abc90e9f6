package io.kobox.kernel;

/** Calls functions of guest code, on the current task's kernel stack. */
@FunctionalInterface
public interface GuestFunctions {
  /** Calls {@code function} (System V calling convention); the result is RAX. */
  long call(long function, long... arguments);
}
