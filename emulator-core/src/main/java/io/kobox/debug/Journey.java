package io.kobox.debug;

import org.jspecify.annotations.Nullable;

/**
 * What a debugger does with a machine that lives again up to a place in its past. A machine cannot
 * go back; but one that does the same from its beginning comes to the same places.
 */
public sealed interface Journey {
  /** Whether the run is to be carried out instruction by instruction. */
  boolean stepsIn(long run);

  /** Whether this instruction, the {@code step}th of a run, is the journey's end. */
  boolean arrives(long run, long step, long rip);

  /** To a place where the client is to be asked again. */
  final class Travel implements Journey {
    private final @Nullable Position target;
    private final StopReason reason;
    private final Follower follower;

    /**
     * @param target null: where the machine begins
     */
    Travel(@Nullable Position target, StopReason reason) {
      this.target = target;
      this.reason = reason;
      this.follower = new Follower(target == null ? Position.exact(1, 0) : target);
    }

    /** Whether it ends before anything has run. */
    boolean toBeginning() {
      return target == null;
    }

    StopReason reason() {
      return reason;
    }

    @Override
    public boolean stepsIn(long run) {
      return target != null && run == target.run();
    }

    @Override
    public boolean arrives(long run, long step, long rip) {
      return target != null
          && (run > target.run() || (run == target.run() && follower.arrives(rip)));
    }
  }

  /** To where the client was, looking for the place before it that it wants to go to. */
  final class Search implements Journey {
    private final Position now;
    private final boolean toBreakpoint;
    private final Follower follower;
    private long steps;
    private @Nullable Position found;
    private StopReason reason = new StopReason(StopReason.Kind.STEPPED);

    /**
     * @param toBreakpoint to the last time that something would have stopped the machine; otherwise
     *     to the instruction before
     */
    Search(Position now, boolean toBreakpoint) {
      this.now = now;
      this.toBreakpoint = toBreakpoint;
      this.follower = new Follower(now);
    }

    boolean toBreakpoint() {
      return toBreakpoint;
    }

    @Override
    public boolean stepsIn(long run) {
      return run >= (toBreakpoint ? now.run() : now.run() - 1);
    }

    @Override
    public boolean arrives(long run, long step, long rip) {
      steps = step;
      return run > now.run() || (run == now.run() && !now.atEnd() && follower.arrives(rip));
    }

    /** Whether the journey ends between two runs, of which the first had {@code step} steps. */
    boolean endsAfter(long run, long step) {
      if (now.atEnd() && run == now.run()) {
        steps = step;
        return true;
      }
      steps = 0;
      return now.isBegin() && run + 1 >= now.run();
    }

    /** Something would stop the machine at {@code position}. */
    void hit(Position position, StopReason why) {
      found = position;
      reason = why;
    }

    /**
     * Where to go, now that the search is at its end.
     *
     * @param before how many instructions the run before had
     */
    Travel result(long before) {
      if (toBreakpoint) {
        return found == null ? toTheBeginning() : new Travel(found, reason);
      }
      if (steps > 0) {
        return new Travel(Position.exact(now.run(), steps - 1), reason);
      }
      return now.run() <= 1
          ? toTheBeginning()
          : new Travel(Position.exact(now.run() - 1, before), reason);
    }

    private static Travel toTheBeginning() {
      return new Travel(null, new StopReason(StopReason.Kind.BEGINNING));
    }
  }
}
