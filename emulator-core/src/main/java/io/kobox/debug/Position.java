package io.kobox.debug;

import java.util.List;

/**
 * An instruction of a machine's life, about to be carried out: each life of a machine that does the
 * same has it at the same place.
 *
 * @param run which run of the CPU it is in, from 1
 * @param legs the way to it from the run's first instruction
 * @param atEnd whether it is the instruction that ended the run, however far that is
 */
record Position(long run, List<Leg> legs, boolean atEnd) {
  /**
   * A part of the way: to the next time at {@code until}, then {@code steps} instructions more.
   *
   * @param until 0: nowhere, only the steps count
   */
  record Leg(long until, long steps) {}

  /** The instruction after {@code steps} others of the run. */
  static Position exact(long run, long steps) {
    return new Position(run, List.of(new Leg(0, steps)), false);
  }

  /** The instruction that ended the run. */
  static Position end(long run) {
    return new Position(run, List.of(), true);
  }

  /** Whether no instruction of the run comes before. */
  boolean isBegin() {
    return !atEnd && legs.equals(exact(run, 0).legs());
  }
}
