package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.kernel.printk.KernelLog;
import io.kobox.machine.GuestMemory;
import io.kobox.types.GuestList;
import java.util.Locale;

/**
 * What CONFIG_DEBUG_LIST checks at each list_add and list_del (lib/list_debug.c). Debian has
 * CONFIG_BUG_ON_DATA_CORRUPTION: a finding is a BUG.
 */
public final class ListDebugExports {
  private final GuestMemory memory;
  private final KernelLog log;
  private final KernelBug bug;
  private final long nextOffset;
  private final long prevOffset;

  /** What the file's lines moved by since 6.1: of the checks of list_add, and of list_del. */
  private int addLines;

  private int delLines;

  public ListDebugExports(GuestMemory memory, StructLayouts layouts, KernelLog log, KernelBug bug) {
    this.memory = memory;
    this.log = log;
    this.bug = bug;
    this.nextOffset = layouts.offset("list_head", "next");
    this.prevOffset = layouts.offset("list_head", "prev");
  }

  /**
   * bool __list_add_valid(struct list_head *new, struct list_head *prev, struct list_head *next).
   */
  @KernelExport
  public boolean __list_add_valid(long added, long prev, long next) {
    if (prev == 0) {
      throw corrupt(23 + addLines, "list_add corruption. prev is NULL.");
    }
    if (next == 0) {
      throw corrupt(25 + addLines, "list_add corruption. next is NULL.");
    }
    long nextPrev = prev(next);
    if (nextPrev != prev) {
      throw corrupt(
          27 + addLines,
          "list_add corruption. next->prev should be prev (%016x), but was %016x. (next=%016x).",
          prev,
          nextPrev,
          next);
    }
    long prevNext = next(prev);
    if (prevNext != next) {
      throw corrupt(
          30 + addLines,
          "list_add corruption. prev->next should be next (%016x), but was %016x. (prev=%016x).",
          next,
          prevNext,
          prev);
    }
    if (added == prev || added == next) {
      throw corrupt(
          33 + addLines,
          "list_add double add: new=%016x, prev=%016x, next=%016x.",
          added,
          prev,
          next);
    }
    return true;
  }

  /** bool __list_add_valid_or_report(new, prev, next): since 6.6 only called for what is wrong. */
  @KernelExport
  public boolean __list_add_valid_or_report(long added, long prev, long next) {
    addLines = 2;
    return __list_add_valid(added, prev, next);
  }

  /** bool __list_del_entry_valid_or_report(struct list_head *entry). */
  @KernelExport
  public boolean __list_del_entry_valid_or_report(long entry) {
    delLines = 3;
    return __list_del_entry_valid(entry);
  }

  /** bool __list_del_entry_valid(struct list_head *entry). */
  @KernelExport
  public boolean __list_del_entry_valid(long entry) {
    long prev = prev(entry);
    long next = next(entry);
    if (next == 0) {
      throw corrupt(49 + delLines, "list_del corruption, %016x->next is NULL", entry);
    }
    if (prev == 0) {
      throw corrupt(51 + delLines, "list_del corruption, %016x->prev is NULL", entry);
    }
    if (next == GuestList.POISON1) {
      throw corrupt(
          53 + delLines,
          "list_del corruption, %016x->next is LIST_POISON1 (%016x)",
          entry,
          GuestList.POISON1);
    }
    if (prev == GuestList.POISON2) {
      throw corrupt(
          56 + delLines,
          "list_del corruption, %016x->prev is LIST_POISON2 (%016x)",
          entry,
          GuestList.POISON2);
    }
    long prevNext = next(prev);
    if (prevNext != entry) {
      throw corrupt(
          59 + delLines,
          "list_del corruption. prev->next should be %016x, but was %016x. (prev=%016x)",
          entry,
          prevNext,
          prev);
    }
    long nextPrev = prev(next);
    if (nextPrev != entry) {
      throw corrupt(
          62 + delLines,
          "list_del corruption. next->prev should be %016x, but was %016x. (next=%016x)",
          entry,
          nextPrev,
          next);
    }
    return true;
  }

  private long next(long entry) {
    return memory.getLong(entry + nextOffset);
  }

  private long prev(long entry) {
    return memory.getLong(entry + prevOffset);
  }

  /** CHECK_DATA_CORRUPTION that found some. */
  private Error corrupt(int line, String format, Object... pointers) {
    log.err(String.format(Locale.ROOT, format, pointers) + "\n");
    return bug.bug("lib/list_debug.c:" + line);
  }
}
