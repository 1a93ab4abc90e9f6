package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;

/** Lock-less lists (lib/llist.c); a node's only member is the next one. */
public final class LlistExports {
  private final GuestMemory memory;
  private final WalkLimit limit;

  public LlistExports(GuestMemory memory, WalkLimit limit) {
    this.memory = memory;
    this.limit = limit;
  }

  /** bool llist_add_batch(new_first, new_last, struct llist_head *head): whether it was empty. */
  @KernelExport
  boolean llist_add_batch(long first, long last, long head) {
    long before = memory.getLong(head);
    memory.putLong(last, before);
    memory.putLong(head, first);
    return before == 0;
  }

  /** struct llist_node *llist_del_first(struct llist_head *head). */
  @KernelExport
  long llist_del_first(long head) {
    long first = memory.getLong(head);
    if (first != 0) {
      memory.putLong(head, memory.getLong(first));
    }
    return first;
  }

  /** struct llist_node *llist_reverse_order(struct llist_node *head). */
  @KernelExport
  long llist_reverse_order(long head) {
    limit.start();
    long reversed = 0;
    long node = head;
    while (node != 0) {
      limit.step();
      long next = memory.getLong(node);
      memory.putLong(node, reversed);
      reversed = node;
      node = next;
    }
    return reversed;
  }
}
