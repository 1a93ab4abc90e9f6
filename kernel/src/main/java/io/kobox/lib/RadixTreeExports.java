package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.machine.GuestMemory;

/** lib/radix-tree.c. */
public final class RadixTreeExports {
  private static final int EEXIST = 17;
  private static final int ENOMEM = 12;
  private static final int TAG_MASK = 0x0f;
  private static final int TAGGED = 0x10;
  private static final int CONTIGUOUS = 0x20;
  private static final String NO_BUG = "a wrong argument is no BUG()";

  private final GuestMemory memory;
  private final XaNodes nodes;
  private final RadixTree tree;
  private final WalkLimit limit;
  private final long indexOffset;
  private final long nextIndexOffset;
  private final long tagsOffset;
  private final long nodeOffset;

  public RadixTreeExports(
      GuestMemory memory, StructLayouts layouts, XaNodes nodes, WalkLimit limit) {
    this.memory = memory;
    this.nodes = nodes;
    this.tree = new RadixTree(nodes, limit);
    this.limit = limit;
    this.indexOffset = layouts.offset("radix_tree_iter", "index");
    this.nextIndexOffset = layouts.offset("radix_tree_iter", "next_index");
    this.tagsOffset = layouts.offset("radix_tree_iter", "tags");
    this.nodeOffset = layouts.offset("radix_tree_iter", "node");
  }

  /** int radix_tree_insert(struct radix_tree_root *root, unsigned long index, void *item). */
  @KernelExport(level = Level.PARTIAL, note = NO_BUG)
  public int radix_tree_insert(long root, long index, long item) {
    RadixTree.Place place = tree.create(root, index, 0);
    if (place.slot() == 0) {
      return -ENOMEM;
    }
    if (place.entry() != 0) {
      return -EEXIST;
    }
    tree.insert(place, item);
    return 0;
  }

  /** void **radix_tree_lookup_slot(const struct radix_tree_root *root, unsigned long index). */
  @KernelExport
  public long radix_tree_lookup_slot(long root, long index) {
    RadixTree.Place place = tree.lookup(root, index);
    return place.entry() == 0 ? 0 : place.slot();
  }

  /** void *radix_tree_lookup(const struct radix_tree_root *root, unsigned long index). */
  @KernelExport
  public long radix_tree_lookup(long root, long index) {
    return tree.lookup(root, index).entry();
  }

  /** void radix_tree_replace_slot(struct radix_tree_root *root, void **slot, void *item). */
  @KernelExport
  public void radix_tree_replace_slot(long root, long slot, long item) {
    tree.replace(root, 0, slot, item);
  }

  /** void *radix_tree_tag_set(struct radix_tree_root *, unsigned long index, unsigned int tag). */
  @KernelExport(level = Level.PARTIAL, note = NO_BUG)
  public long radix_tree_tag_set(long root, long index, int tag) {
    RadixTree.Place place = tree.lookup(root, index);
    if (place.entry() != 0) {
      tree.setTag(root, place.node(), tag, nodes.slotOffset(place.node(), place.slot()));
    }
    return place.entry();
  }

  /**
   * void *radix_tree_tag_clear(struct radix_tree_root *, unsigned long index, unsigned int tag).
   */
  @KernelExport
  public long radix_tree_tag_clear(long root, long index, int tag) {
    RadixTree.Place place = tree.lookup(root, index);
    if (place.entry() != 0) {
      tree.clearTag(root, place.node(), tag, nodes.slotOffset(place.node(), place.slot()));
    }
    return place.entry();
  }

  /**
   * int radix_tree_tag_get(const struct radix_tree_root *, unsigned long index, unsigned int tag).
   */
  @KernelExport
  public boolean radix_tree_tag_get(long root, long index, int tag) {
    return tree.tagged(root, index, tag);
  }

  /** int radix_tree_tagged(const struct radix_tree_root *root, unsigned int tag). */
  @KernelExport
  public boolean radix_tree_tagged(long root, int tag) {
    return nodes.headMark(root, tag);
  }

  /** void *radix_tree_delete(struct radix_tree_root *root, unsigned long index). */
  @KernelExport
  public long radix_tree_delete(long root, long index) {
    return tree.deleteItem(root, index, 0);
  }

  /** void *radix_tree_delete_item(struct radix_tree_root *, unsigned long index, void *item). */
  @KernelExport
  public long radix_tree_delete_item(long root, long index, long item) {
    return tree.deleteItem(root, index, item);
  }

  /**
   * void radix_tree_iter_delete(struct radix_tree_root *, struct radix_tree_iter *iter, void
   * **slot).
   */
  @KernelExport
  public void radix_tree_iter_delete(long root, long iter, long slot) {
    if (tree.delete(root, memory.getLong(iter + nodeOffset), slot)) {
      memory.putLong(iter + indexOffset, memory.getLong(iter + nextIndexOffset));
    }
  }

  /** void **radix_tree_iter_resume(void **slot, struct radix_tree_iter *iter). */
  @KernelExport
  public long radix_tree_iter_resume(long slot, long iter) {
    long next = memory.getLong(iter + indexOffset) + 1;
    memory.putLong(iter + indexOffset, next);
    memory.putLong(iter + nextIndexOffset, next);
    memory.putLong(iter + tagsOffset, 0);
    return 0;
  }

  /**
   * void **radix_tree_next_chunk(const struct radix_tree_root *root, struct radix_tree_iter *iter,
   * unsigned flags).
   */
  @KernelExport
  public long radix_tree_next_chunk(long root, long iter, int flags) {
    RadixTree.Iterator iterator = new RadixTree.Iterator();
    iterator.index = memory.getLong(iter + indexOffset);
    iterator.nextIndex = memory.getLong(iter + nextIndexOffset);
    iterator.tags = memory.getLong(iter + tagsOffset);
    iterator.node = memory.getLong(iter + nodeOffset);
    int tag = (flags & TAGGED) != 0 ? flags & TAG_MASK : -1;
    long slot = tree.nextChunk(root, iterator, tag, (flags & CONTIGUOUS) != 0);
    memory.putLong(iter + indexOffset, iterator.index);
    memory.putLong(iter + nextIndexOffset, iterator.nextIndex);
    memory.putLong(iter + tagsOffset, iterator.tags);
    memory.putLong(iter + nodeOffset, iterator.node);
    return slot;
  }

  /** Entries, or their slots, one after another into {@code results}. */
  private int gang(long root, long results, long first, int max, int tag, boolean slots) {
    RadixTree.Iterator iterator = new RadixTree.Iterator();
    iterator.nextIndex = first;
    int found = 0;
    limit.start();
    while (Integer.compareUnsigned(found, max) < 0) {
      long slot = tree.nextChunk(root, iterator, tag, false);
      if (slot == 0) {
        break;
      }
      long entry = nodes.load(slot);
      if (slots || (entry != 0 && !XaNodes.isInternal(entry))) {
        memory.putLong(results + 8L * found, slots ? slot : entry);
        found++;
      }
      iterator.nextIndex = iterator.index + 1;
    }
    return found;
  }

  /**
   * unsigned int radix_tree_gang_lookup(const struct radix_tree_root *root, void **results,
   * unsigned long first_index, unsigned int max_items).
   */
  @KernelExport
  public int radix_tree_gang_lookup(long root, long results, long first, int max) {
    return gang(root, results, first, max, -1, false);
  }

  /**
   * unsigned int radix_tree_gang_lookup_tag(const struct radix_tree_root *root, void **results,
   * unsigned long first_index, unsigned int max_items, unsigned int tag).
   */
  @KernelExport
  public int radix_tree_gang_lookup_tag(long root, long results, long first, int max, int tag) {
    return gang(root, results, first, max, tag, false);
  }

  /**
   * unsigned int radix_tree_gang_lookup_tag_slot(const struct radix_tree_root *root, void
   * ***results, unsigned long first_index, unsigned int max_items, unsigned int tag).
   */
  @KernelExport
  public int radix_tree_gang_lookup_tag_slot(
      long root, long results, long first, int max, int tag) {
    return gang(root, results, first, max, tag, true);
  }
}
