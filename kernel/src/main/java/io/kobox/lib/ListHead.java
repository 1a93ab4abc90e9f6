package io.kobox.lib;

import io.kobox.machine.GuestMemory;

/** Doubly linked lists in guest memory (include/linux/list.h). */
public final class ListHead {
  private ListHead() {}

  /** INIT_LIST_HEAD. */
  public static void init(GuestMemory memory, long list) {
    memory.putLong(list, list);
    memory.putLong(list + Long.BYTES, list);
  }

  /** list_add_tail. */
  public static void addTail(GuestMemory memory, long entry, long head) {
    long last = memory.getLong(head + Long.BYTES);
    memory.putLong(entry, head);
    memory.putLong(entry + Long.BYTES, last);
    memory.putLong(last, entry);
    memory.putLong(head + Long.BYTES, entry);
  }

  /** list_add. */
  public static void add(GuestMemory memory, long entry, long head) {
    long first = memory.getLong(head);
    memory.putLong(entry, first);
    memory.putLong(entry + Long.BYTES, head);
    memory.putLong(first + Long.BYTES, entry);
    memory.putLong(head, entry);
  }

  /** list_del_init. */
  public static void remove(GuestMemory memory, long entry) {
    long next = memory.getLong(entry);
    long previous = memory.getLong(entry + Long.BYTES);
    memory.putLong(next + Long.BYTES, previous);
    memory.putLong(previous, next);
    init(memory, entry);
  }
}
