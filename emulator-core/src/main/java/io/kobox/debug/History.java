package io.kobox.debug;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a machine is in its life: counted in runs of the CPU, which no debugger changes, and, where
 * code is carried out step by step, in instructions of the run.
 */
final class History {
  private long run;
  private long steps;
  private long stepsBefore;

  /** Whether all of the run was carried out step by step; otherwise {@link #legs} tell the way. */
  private boolean exact = true;

  private final List<Position.Leg> legs = new ArrayList<>();

  /** A run of the CPU begins. */
  void begin() {
    run++;
    stepsBefore = steps;
    steps = 0;
    exact = true;
    legs.clear();
  }

  /** An instruction was carried out. */
  void step() {
    steps++;
    if (!exact) {
      Position.Leg last = legs.removeLast();
      legs.add(new Position.Leg(last.until(), last.steps() + 1));
    }
  }

  /** The code ran to a breakpoint. */
  void hit(long address) {
    if (exact) {
      exact = false;
      legs.add(new Position.Leg(0, steps));
    }
    legs.add(new Position.Leg(address, 0));
  }

  long run() {
    return run;
  }

  /** The instructions of this run that were carried out, if all were steps. */
  long steps() {
    return steps;
  }

  /** The same of the run before that of a position here. */
  long stepsBefore(Position position) {
    return position.run() > run ? steps : stepsBefore;
  }

  /** The place that the machine is at. */
  Position position() {
    return exact ? Position.exact(run, steps) : new Position(run, List.copyOf(legs), false);
  }

  /** The place of one instruction earlier, where all was carried out step by step. */
  Position before() {
    return steps > 0 ? Position.exact(run, steps - 1) : Position.exact(run - 1, stepsBefore);
  }

  /** The place of the instruction at which the run ended. */
  Position end() {
    return Position.end(run);
  }

  /** The place that the machine gets to when it next runs code. */
  Position nextRun() {
    return Position.exact(run + 1, 0);
  }
}
