package io.kobox.kernel.sched;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that sleep until the lock or completion at an address is theirs, first come first served.
 */
public final class Waiters {
  private final Map<Long, ArrayDeque<Task>> queues = new HashMap<>();

  /** The task joins the end of the queue at {@code address}. */
  public void add(long address, Task task) {
    queues.computeIfAbsent(address, at -> new ArrayDeque<>()).add(task);
  }

  /** The task leaves the queue, if it is in it. */
  public void remove(long address, Task task) {
    ArrayDeque<Task> queue = queues.get(address);
    if (queue != null) {
      queue.remove(task);
      if (queue.isEmpty()) {
        queues.remove(address);
      }
    }
  }

  /** The one that waits longest, who stays in the queue; null if nobody waits. */
  public @Nullable Task first(long address) {
    ArrayDeque<Task> queue = queues.get(address);
    return queue == null ? null : queue.peek();
  }

  /** Whether nobody waits. */
  public boolean isEmpty(long address) {
    return !queues.containsKey(address);
  }
}
