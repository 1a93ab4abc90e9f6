package io.kobox.image.check;

/** Is told of the calls that watched modules make to the kernel. */
public interface CallWatcher {
  /** How much a watcher wants to know. */
  enum Interest {
    NONE,
    CALLS,
    CALLS_AND_RETURNS
  }

  /** Whether calls of {@code function} are of interest. */
  Interest interest(String function);

  /** The function is entered; {@link ModuleCall} can change that. */
  void called(ModuleCall call);

  /** It has returned: RAX holds its result. */
  default void returned(ModuleCall call) {}

  /** A module is about to be freed: it has run its exit, or failed in its init. */
  default void gone(WatchedModule module) {}
}
