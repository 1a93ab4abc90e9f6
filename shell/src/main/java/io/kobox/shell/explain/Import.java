package io.kobox.shell.explain;

/**
 * A symbol that a module wants from others.
 *
 * @param from who exports it: {@code kernel} or a module's name; empty if nobody is known
 * @param note what is missing or differs here, or why it cannot be had; else empty
 */
record Import(String name, String from, State state, String note) {
  /** Whether it is there. */
  enum State {
    FULL,
    PARTIAL,
    STUB,
    /** The real kernel has it, the simulated one has not. */
    IMAGE,
    /** A module beside this one exports it. */
    MODULE,
    /** It may be missing: the module asks for it weakly. */
    WEAK,
    UNRESOLVED;

    /** As users read it. */
    String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Whether insmod finds it on the simulated kernel, once the modules it needs are loaded. */
  boolean isFound() {
    return state != State.IMAGE && state != State.UNRESOLVED;
  }
}
