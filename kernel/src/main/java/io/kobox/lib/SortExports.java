package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;

/**
 * lib/sort.c, lib/bsearch.c and lib/list_sort.c. Comparisons are the guest's: they may sleep, fault
 * or answer anything, so each loop is bounded by the number of elements, not by the answers.
 */
public final class SortExports {
  private final GuestMemory memory;
  private final StructLayouts layouts;
  private final GuestFunctions functions;

  public SortExports(GuestMemory memory, StructLayouts layouts, GuestFunctions functions) {
    this.memory = memory;
    this.layouts = layouts;
    this.functions = functions;
  }

  // void sort(void *base, size_t num, size_t size, cmp_func_t cmp_func, swap_func_t swap_func)
  @KernelExport
  public void sort(long base, long num, long size, long cmp_func, long swap_func) {
    new Heap(base, num, size, cmp_func, 0, swap_func, false).sort();
  }

  // void sort_r(void *base, size_t num, size_t size, cmp_r_func_t cmp_func,
  //             swap_r_func_t swap_func, const void *priv)
  @KernelExport
  public void sort_r(long base, long num, long size, long cmp_func, long swap_func, long priv) {
    new Heap(base, num, size, cmp_func, priv, swap_func, true).sort();
  }

  /** Heapsort as lib/sort.c does it: equal elements end up in the same order as there. */
  private final class Heap {
    private final long base;
    private final long num;
    private final long size;
    private final long compare;
    private final long priv;
    private final long swap;
    private final boolean withPriv;

    Heap(long base, long num, long size, long compare, long priv, long swap, boolean withPriv) {
      this.base = base;
      this.num = num;
      this.size = size;
      this.compare = compare;
      this.priv = priv;
      this.swap = swap;
      this.withPriv = withPriv;
    }

    void sort() {
      long count = num;
      long top = num / 2;
      if (top == 0 || num < 0 || size <= 0) {
        return;
      }
      while (true) {
        if (top > 0) {
          top--;
        } else {
          count--;
          if (count == 0) {
            return;
          }
          swap(0, count);
        }
        sift(top, count);
      }
    }

    /** Sifts an element down: first to the bottom, then up to its place. */
    private void sift(long top, long count) {
      long at = top;
      while (2 * at + 2 < count) {
        long child = 2 * at + 1;
        at = compare(child, child + 1) >= 0 ? child : child + 1;
      }
      if (2 * at + 2 == count) {
        at = 2 * at + 1;
      }
      while (at != top && compare(top, at) >= 0) {
        at = (at - 1) / 2;
      }
      long place = at;
      while (at != top) {
        at = (at - 1) / 2;
        swap(at, place);
      }
    }

    private int compare(long a, long b) {
      long left = base + a * size;
      long right = base + b * size;
      return (int)
          (withPriv
              ? functions.call(compare, left, right, priv)
              : functions.call(compare, left, right));
    }

    private void swap(long a, long b) {
      long left = base + a * size;
      long right = base + b * size;
      if (swap == 0) {
        byte[] kept = GuestBytes.read(memory, left, size);
        memory.copy(right, left, size);
        memory.write(right, kept);
      } else if (withPriv) {
        functions.call(swap, left, right, size, priv);
      } else {
        functions.call(swap, left, right, size);
      }
    }
  }

  // void *bsearch(const void *key, const void *base, size_t num, size_t size, cmp_func_t cmp)
  @KernelExport
  public long bsearch(long key, long base, long num, long size, long cmp) {
    long start = base;
    long count = num;
    while (count != 0) {
      long pivot = start + (count >>> 1) * size;
      int result = (int) functions.call(cmp, key, pivot);
      if (result == 0) {
        return pivot;
      }
      if (result > 0) {
        start = pivot + size;
        count--;
      }
      count >>>= 1;
    }
    return 0;
  }

  // void list_sort(void *priv, struct list_head *head, list_cmp_func_t cmp)
  @KernelExport
  public void list_sort(long priv, long head, long cmp) {
    long nextOffset = layouts.offset("list_head", "next");
    long prevOffset = layouts.offset("list_head", "prev");
    ListSort sorted = new ListSort(memory, functions, priv, cmp, nextOffset);
    long first = sorted.sort(head);
    long previous = head;
    for (long node = first; node != 0; ) {
      long next = memory.getLong(node + nextOffset);
      memory.putLong(previous + nextOffset, node);
      memory.putLong(node + prevOffset, previous);
      previous = node;
      node = next;
    }
    memory.putLong(previous + nextOffset, head);
    memory.putLong(head + prevOffset, previous);
  }
}
