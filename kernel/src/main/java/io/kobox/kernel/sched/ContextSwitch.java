package io.kobox.kernel.sched;

import org.jspecify.annotations.Nullable;

/** What the CPU has to do when the running task changes (kernel/sched/core.c: context_switch). */
public interface ContextSwitch {
  /** {@code next} takes the CPU from {@code previous}, which may have ended (null). */
  void switchTo(@Nullable Task previous, Task next);
}
