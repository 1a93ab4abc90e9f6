package io.kobox.kernel.sched;

import org.jspecify.annotations.Nullable;

/**
 * A sleep in a function that modules call. All that is to be done when it ends is in here, nothing
 * in Java's frames: another thread can take it up, when the machine goes back to a checkpoint.
 */
public interface Wait {
  /** Gives up the CPU until the task is woken. */
  void sleep();

  /** Does what is left to do; what the function returns, null if it is void. */
  @Nullable Long finish();
}
