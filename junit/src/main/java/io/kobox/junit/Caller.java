package io.kobox.junit;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import org.jspecify.annotations.Nullable;

/** Makes system calls as one process of the machine. */
interface Caller {
  /** Something that a process does. */
  @FunctionalInterface
  interface Action<T extends @Nullable Object> {
    T perform(SystemCalls calls) throws ErrnoException;
  }

  /** Performs {@code action} as the process, and waits until it is done. */
  <T extends @Nullable Object> T call(Action<T> action) throws ErrnoException;
}
