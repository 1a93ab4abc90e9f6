package io.kobox.shell.fuzz;

/**
 * A call, and who makes it.
 *
 * @param task 0: the process that makes the sequence; another one: a process beside it. Those of
 *     steps that follow each other run at the same time
 */
record Step(int task, FuzzCall call) {
  /** How many processes there are at most. */
  static final int TASKS = 4;

  boolean isMain() {
    return task == 0;
  }

  /** The same by the main process. */
  Step byMain() {
    return new Step(0, call);
  }

  /** The same with less data, or itself. */
  Step shorter() {
    return new Step(task, call.shorter());
  }

  @Override
  public String toString() {
    return isMain() ? call.toString() : task + ": " + call;
  }
}
