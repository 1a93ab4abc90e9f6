package io.kobox.lib;

import io.kobox.machine.GuestMemory;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A stable merge sort of a list (lib/list_sort.c: list_sort()): lists of powers of two are pending
 * until a third of the same size comes. The order of comparisons is Linux's.
 */
final class ListSort {
  private final GuestMemory memory;
  private final GuestFunctions functions;
  private final long priv;
  private final long compare;
  private final long nextOffset;

  ListSort(GuestMemory memory, GuestFunctions functions, long priv, long compare, long nextOffset) {
    this.memory = memory;
    this.functions = functions;
    this.priv = priv;
    this.compare = compare;
    this.nextOffset = nextOffset;
  }

  /** Sorts the list at {@code head}; returns its first node, the last one's next is 0. */
  long sort(long head) {
    Deque<Long> pending = new ArrayDeque<>();
    long count = 0;
    long node = memory.getLong(head + nextOffset);
    while (node != head) {
      long next = memory.getLong(node + nextOffset);
      mergePending(pending, count);
      memory.putLong(node + nextOffset, 0);
      pending.push(node);
      count++;
      node = next;
    }
    if (pending.isEmpty()) {
      return 0;
    }
    long list = pending.pop();
    while (!pending.isEmpty()) {
      list = merge(pending.pop(), list);
    }
    return list;
  }

  /** Merges the two lists whose size is the lowest bit of {@code count} that is clear, if any. */
  private void mergePending(Deque<Long> pending, long count) {
    int position = Long.numberOfTrailingZeros(~count);
    if (count >>> position == 0) {
      return;
    }
    Deque<Long> younger = new ArrayDeque<>();
    for (int i = 0; i < position; i++) {
      younger.push(pending.pop());
    }
    long b = pending.pop();
    long a = pending.pop();
    pending.push(merge(a, b));
    while (!younger.isEmpty()) {
      pending.push(younger.pop());
    }
  }

  /** Merges two lists that end with 0; on equality {@code first}'s nodes go first. */
  private long merge(long first, long second) {
    long a = first;
    long b = second;
    long head = 0;
    long tail = 0;
    while (a != 0 && b != 0) {
      boolean takeFirst = (int) functions.call(compare, priv, a, b) <= 0;
      long taken = takeFirst ? a : b;
      if (takeFirst) {
        a = memory.getLong(a + nextOffset);
      } else {
        b = memory.getLong(b + nextOffset);
      }
      if (head == 0) {
        head = taken;
      } else {
        memory.putLong(tail + nextOffset, taken);
      }
      tail = taken;
    }
    memory.putLong(tail + nextOffset, a != 0 ? a : b);
    return head;
  }
}
