package io.kobox.kernel.sched;

import java.util.concurrent.Callable;

/**
 * Waiting for the world outside the machine (a key typed by the user) without stopping the machine:
 * the caller gives up the CPU, the call runs, the caller gets the CPU back.
 */
public interface ExternalWait {
  /** Runs a blocking call of the host while other tasks run; the result is the call's. */
  <T> T call(Callable<T> blockingHostCall) throws Exception;
}
