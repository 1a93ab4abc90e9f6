package io.kobox.lib;

import static io.kobox.lib.XaNodes.FREE_MARK;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.machine.GuestMemory;

/** Numbers that stand for pointers (lib/idr.c). */
public final class IdrExports {
  private static final int EINVAL = 22;
  private static final int ENOENT = 2;
  private static final int ENOSPC = 28;
  private static final String NO_WARNING =
      "of the WARN_ONs only that for a negative start is printed";

  private final GuestMemory memory;
  private final GuestFunctions functions;
  private final RadixTree tree;
  private final XaNodes nodes;
  private final KernelWarning warning;
  private final long rootOffset;
  private final long baseOffset;
  private final long nextOffset;

  public IdrExports(
      GuestMemory memory,
      StructLayouts layouts,
      XaNodes nodes,
      GuestFunctions functions,
      WalkLimit limit,
      KernelWarning warning) {
    this.memory = memory;
    this.functions = functions;
    this.nodes = nodes;
    this.warning = warning;
    this.tree = new RadixTree(nodes, limit);
    this.rootOffset = layouts.offset("idr", "idr_rt");
    this.baseOffset = layouts.offset("idr", "idr_base");
    this.nextOffset = layouts.offset("idr", "idr_next");
  }

  private long base(long idr) {
    return memory.getInt(idr + baseOffset) & 0xffff_ffffL;
  }

  /** The new id, or a negative errno. */
  private long allocate(long idr, long pointer, long from, long max, int gfp) {
    long root = idr + rootOffset;
    if (!tree.isIdr(root)) {
      nodes.setFlags(root, nodes.flags(root) | XaNodes.TRACK_FREE);
      nodes.setHeadMark(root, FREE_MARK, true);
    }
    long base = base(idr);
    if (Long.compareUnsigned(max, base) < 0) {
      return -ENOSPC;
    }
    RadixTree.FreeSlot free = tree.free(root, Math.max(from - base, 0), max - base, gfp);
    if (free.error() != 0) {
      return free.error();
    }
    tree.replace(root, free.node(), free.slot(), pointer);
    tree.clearTag(root, free.node(), FREE_MARK, (int) free.index() & XaNodes.CHUNK_MASK);
    return free.index() + base;
  }

  /** int idr_alloc_u32(struct idr *idr, void *ptr, u32 *nextid, unsigned long max, gfp_t gfp). */
  @KernelExport(level = Level.PARTIAL, note = NO_WARNING)
  public int idr_alloc_u32(long idr, long pointer, long nextId, long max, int gfp) {
    long id = allocate(idr, pointer, memory.getInt(nextId) & 0xffff_ffffL, max, gfp);
    if (id < 0) {
      return (int) id;
    }
    memory.putInt(nextId, (int) id);
    return 0;
  }

  private static long max(int end) {
    return end > 0 ? end - 1 : Integer.MAX_VALUE;
  }

  /** int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp). */
  @KernelExport(level = Level.PARTIAL, note = NO_WARNING)
  public int idr_alloc(long idr, long pointer, int start, int end, int gfp) {
    if (start < 0) {
      warning.warnOnce("lib/idr.c:86 idr_alloc+0x57/0x70", "");
      return -EINVAL;
    }
    return (int) allocate(idr, pointer, start, max(end), gfp);
  }

  /** int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t gfp). */
  @KernelExport(level = Level.PARTIAL, note = NO_WARNING)
  public int idr_alloc_cyclic(long idr, long pointer, int start, int end, int gfp) {
    int next = memory.getInt(idr + nextOffset);
    long from = (next < start ? start : next) & 0xffff_ffffL;
    long id = allocate(idr, pointer, from, max(end), gfp);
    if (id == -ENOSPC && from > (start & 0xffff_ffffL)) {
      id = allocate(idr, pointer, start & 0xffff_ffffL, max(end), gfp);
    }
    if (id >= 0) {
      memory.putInt(idr + nextOffset, (int) id + 1);
    }
    return (int) id;
  }

  /** void *idr_remove(struct idr *idr, unsigned long id). */
  @KernelExport
  public long idr_remove(long idr, long id) {
    return tree.deleteItem(idr + rootOffset, id - base(idr), 0);
  }

  /** void *idr_find(const struct idr *idr, unsigned long id). */
  @KernelExport
  public long idr_find(long idr, long id) {
    return tree.lookup(idr + rootOffset, id - base(idr)).entry();
  }

  /**
   * int idr_for_each(const struct idr *idr, int (*fn)(int id, void *p, void *data), void *data).
   */
  @KernelExport(level = Level.PARTIAL, note = NO_WARNING)
  public int idr_for_each(long idr, long function, long data) {
    RadixTree.Iterator iterator = new RadixTree.Iterator();
    long slot = tree.nextChunk(idr + rootOffset, iterator, -1, false);
    while (slot != 0) {
      long id = iterator.index + base(idr);
      if (id > Integer.MAX_VALUE) {
        break;
      }
      int result = (int) functions.call(function, id, nodes.load(slot), data);
      if (result != 0) {
        return result;
      }
      iterator.nextIndex = iterator.index + 1;
      slot = tree.nextChunk(idr + rootOffset, iterator, -1, false);
    }
    return 0;
  }

  /** The next entry from {@code id[0]} on, which then is its id. */
  private long next(long idr, long[] id) {
    RadixTree.Iterator iterator = new RadixTree.Iterator();
    long base = base(idr);
    iterator.nextIndex = Long.compareUnsigned(id[0], base) < 0 ? 0 : id[0] - base;
    long slot = tree.nextChunk(idr + rootOffset, iterator, -1, false);
    if (slot == 0) {
      return 0;
    }
    id[0] = iterator.index + base;
    return nodes.load(slot);
  }

  /** void *idr_get_next_ul(struct idr *idr, unsigned long *nextid). */
  @KernelExport
  public long idr_get_next_ul(long idr, long nextId) {
    long[] id = {memory.getLong(nextId)};
    long entry = next(idr, id);
    if (entry != 0) {
      memory.putLong(nextId, id[0]);
    }
    return entry;
  }

  /** void *idr_get_next(struct idr *idr, int *nextid). */
  @KernelExport(level = Level.PARTIAL, note = NO_WARNING)
  public long idr_get_next(long idr, long nextId) {
    long[] id = {memory.getInt(nextId)};
    long entry = next(idr, id);
    if (Long.compareUnsigned(id[0], Integer.MAX_VALUE) > 0) {
      return 0;
    }
    memory.putInt(nextId, (int) id[0]);
    return entry;
  }

  /** void *idr_replace(struct idr *idr, void *ptr, unsigned long id). */
  @KernelExport
  public long idr_replace(long idr, long pointer, long id) {
    long root = idr + rootOffset;
    long index = id - base(idr);
    RadixTree.Place place = tree.lookup(root, index);
    if (place.slot() == 0 || tree.tagged(root, index, FREE_MARK)) {
      return -ENOENT;
    }
    tree.replace(root, place.node(), place.slot(), pointer);
    return place.entry();
  }

  /** void idr_destroy(struct idr *idr). */
  @KernelExport
  public void idr_destroy(long idr) {
    tree.destroy(idr + rootOffset);
  }

  /** void idr_preload(gfp_t gfp_mask). */
  @KernelExport(
      level = Level.PARTIAL,
      note = "nothing is kept in reserve, and preemption is not disabled as far as code can see")
  public void idr_preload(int gfp) {
    // idr_alloc takes its nodes from the same memory
  }
}
