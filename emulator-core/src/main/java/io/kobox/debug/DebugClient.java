package io.kobox.debug;

/** Decides what a machine does that a debugger holds. */
@FunctionalInterface
public interface DebugClient {
  /** The machine stands still, on the calling thread, until this returns. */
  Resume stopped(StopReason reason);
}
