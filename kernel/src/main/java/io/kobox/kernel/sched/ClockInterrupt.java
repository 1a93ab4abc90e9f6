package io.kobox.kernel.sched;

/** The interrupt of the clock, as the scheduler sees it. */
public interface ClockInterrupt {
  /** Whether the clock has passed something that is to happen. */
  boolean isDue();

  /** Lets happen what is due, on the running task's stack. */
  void run();

  /** No clock: nothing ever happens by itself. */
  ClockInterrupt NONE =
      new ClockInterrupt() {
        @Override
        public boolean isDue() {
          return false;
        }

        @Override
        public void run() {
          // nothing is due
        }
      };
}
