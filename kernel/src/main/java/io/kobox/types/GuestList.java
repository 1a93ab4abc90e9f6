package io.kobox.types;

import io.kobox.machine.GuestMemory;

/** struct list_head in guest memory (include/linux/list.h). */
public final class GuestList {
  /** LIST_POISON1 (include/linux/poison.h): next of what is in no list. */
  public static final long POISON1 = 0xdead000000000100L;

  /** LIST_POISON2: the same of prev. */
  public static final long POISON2 = 0xdead000000000122L;

  private final GuestMemory memory;

  public GuestList(GuestMemory memory) {
    this.memory = memory;
  }

  /** INIT_LIST_HEAD. */
  public void init(long head) {
    memory.putLong(head, head);
    memory.putLong(head + 8, head);
  }

  /** The same of a field, if this kernel's struct has it. */
  public void initIfPresent(Struct owner, String path) {
    if (owner.has(path)) {
      init(owner.addressOf(path));
    }
  }

  /** {@code entry->next}. */
  public long next(long entry) {
    return memory.getLong(entry);
  }

  /** list_empty. */
  public boolean isEmpty(long head) {
    return memory.getLong(head) == head;
  }

  /** list_add: behind the head. */
  public void add(long entry, long head) {
    insert(entry, head, memory.getLong(head));
  }

  /** list_add_tail: before the head. */
  public void addTail(long entry, long head) {
    insert(entry, memory.getLong(head + 8), head);
  }

  private void insert(long entry, long before, long after) {
    memory.putLong(after + 8, entry);
    memory.putLong(entry, after);
    memory.putLong(entry + 8, before);
    memory.putLong(before, entry);
  }

  /** list_del. */
  public void delete(long entry) {
    unlink(entry);
    memory.putLong(entry, POISON1);
    memory.putLong(entry + 8, POISON2);
  }

  /** list_del_init. */
  public void deleteInit(long entry) {
    unlink(entry);
    init(entry);
  }

  private void unlink(long entry) {
    long next = memory.getLong(entry);
    long before = memory.getLong(entry + 8);
    memory.putLong(next + 8, before);
    memory.putLong(before, next);
  }
}
