package io.kobox.debug;

/**
 * Why a debugger holds the machine.
 *
 * @param address of {@link Kind#WRITTEN}, {@link Kind#READ} and {@link Kind#ACCESSED}: where the
 *     watched memory begins
 */
public record StopReason(Kind kind, long address) {
  /** What happened. */
  public enum Kind {
    /** Nothing has run yet, or a client has just come. */
    ATTACHED,
    /** The instruction at RIP has a breakpoint. */
    BREAKPOINT,
    /** The step that was asked for is done. */
    STEPPED,
    /** Watched memory has changed. */
    WRITTEN,
    /** Watched memory was read. */
    READ,
    /** Watched memory was read or written. */
    ACCESSED,
    /** The client asked for it. */
    INTERRUPTED,
    /** A module came or went. */
    MODULES,
    /** The kernel is about to report that this code cannot go on. */
    OOPS,
    /** Going back came to where the machine began. */
    BEGINNING
  }

  /** A reason that is about no memory. */
  public StopReason(Kind kind) {
    this(kind, 0);
  }
}
