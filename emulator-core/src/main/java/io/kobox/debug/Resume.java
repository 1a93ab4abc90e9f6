package io.kobox.debug;

/** How a machine that a debugger held is to go on. */
public sealed interface Resume {
  /** Until something stops it. */
  record Run() implements Resume {}

  /**
   * Until {@code thread} has carried out an instruction and is outside of the code from {@code
   * begin} to {@code end} (exclusive); other threads run meanwhile as they do.
   */
  record Step(long thread, long begin, long end) implements Resume {}

  /**
   * Back in time: to the last place at which something would have stopped the machine, or to the
   * instruction before.
   */
  record Back(boolean toBreakpoint) implements Resume {}

  /** Without the debugger: its breakpoints are gone. */
  record Detach() implements Resume {}
}
