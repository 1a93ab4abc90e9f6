package io.kobox.kernel.entry;

import io.kobox.machine.TrapHandler;

/** Stands between guest code and a served function: a trace, an injected fault. */
@FunctionalInterface
public interface CallInterceptor {
  /** What serves {@code function} instead of {@code handler}; the same if it is of no interest. */
  TrapHandler intercept(String function, TrapHandler handler);
}
