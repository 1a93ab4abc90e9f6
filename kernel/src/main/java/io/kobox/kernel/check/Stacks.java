package io.kobox.kernel.check;

import java.util.List;

/** Where kernel code is, and for which task (kernel/stacktrace.c). */
public interface Stacks {
  /**
   * The function of the kernel that was called first, then its callers in modules; may be empty.
   */
  long[] save();

  /** The frames that are code, as {@code name+0xoff/0xsize [module]}. */
  List<String> names(long[] trace);

  /** The running task's name. */
  String comm();

  /** The running task's number. */
  int pid();
}
