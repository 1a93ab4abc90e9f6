package io.kobox.debug;

import java.util.List;

/** Finds the instruction of a {@link Position} while its run is carried out step by step. */
final class Follower {
  private final List<Position.Leg> legs;
  private int index;

  /** Whether the leg's address was reached, and how many steps are left from there. */
  private boolean reached;

  private long left;
  private boolean moved;

  Follower(Position position) {
    legs = position.legs();
  }

  /** Asked once before each instruction of the run: whether this is the one. */
  boolean arrives(long rip) {
    while (index < legs.size()) {
      Position.Leg leg = legs.get(index);
      if (!reached) {
        if (leg.until() != 0 && !(moved && rip == leg.until())) {
          moved = true;
          return false;
        }
        reached = true;
        left = leg.steps();
      }
      if (left > 0) {
        left--;
        return false;
      }
      index++;
      reached = false;
      moved = false;
    }
    return true;
  }
}
