package io.kobox.kernel.entry;

/** The per-CPU variable {@code current_task}. */
@FunctionalInterface
public interface CurrentTask {
  /** Sets it to the address of a struct task_struct. */
  void set(long taskStruct);
}
