package io.kobox.kernel.sched;

/** What guest code sees and changes of a task: its struct task_struct (include/linux/sched.h). */
public interface TaskStruct {
  /** The struct's address, 0 for a task that no guest code can see. */
  long address();

  /** {@code __state}: TASK_RUNNING or how the task sleeps. */
  int state();

  void setState(int state);

  /** {@code comm}, of at most 15 characters. */
  void setComm(String comm);

  /**
   * {@code pending.signal}, and TIF_SIGPENDING.
   *
   * @param mask bit {@code n - 1} for signal n
   * @param deliverable whether one of them is not blocked
   */
  void setPendingSignals(long mask, boolean deliverable);

  /** TIF_NEED_RESCHED. */
  void setNeedResched(boolean on);

  /** Makes the structs of new tasks, and takes back those of dead ones. */
  interface Factory {
    TaskStruct create(Task task);

    /** The task has ended; its struct lives until the last reference is put. */
    void release(Task task);
  }

  /** Tasks that run no guest code: only the state is kept. */
  Factory PLAIN =
      new Factory() {
        @Override
        public TaskStruct create(Task task) {
          return new Plain();
        }

        @Override
        public void release(Task task) {
          // nothing was allocated
        }
      };

  /** The state alone. */
  final class Plain implements TaskStruct {
    private int state;

    @Override
    public long address() {
      return 0;
    }

    @Override
    public int state() {
      return state;
    }

    @Override
    public void setState(int state) {
      this.state = state;
    }

    @Override
    public void setComm(String comm) {
      // nobody reads it
    }

    @Override
    public void setPendingSignals(long mask, boolean deliverable) {
      // nobody reads it
    }

    @Override
    public void setNeedResched(boolean on) {
      // nobody reads it
    }
  }
}
