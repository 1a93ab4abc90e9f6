package io.kobox.lib;

/** BUG() in the kernel's own code, which is Java here. */
public interface KernelBug {
  /**
   * Reports the bug and returns what ends the task.
   *
   * @param site where Linux has it: {@code lib/list_debug.c:33}
   */
  Error bug(String site);
}
