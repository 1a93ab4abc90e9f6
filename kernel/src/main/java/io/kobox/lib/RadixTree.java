package io.kobox.lib;

import static io.kobox.lib.XaNodes.CHUNK_MASK;
import static io.kobox.lib.XaNodes.CHUNK_SHIFT;
import static io.kobox.lib.XaNodes.CHUNK_SIZE;
import static io.kobox.lib.XaNodes.FREE_MARK;
import static io.kobox.lib.XaNodes.MAX_MARKS;
import static io.kobox.lib.XaNodes.RETRY_ENTRY;
import static io.kobox.lib.XaNodes.TRACK_FREE;
import static io.kobox.lib.XaNodes.isInternal;
import static io.kobox.lib.XaNodes.isValue;
import static io.kobox.lib.XaNodes.maxIndexOfShift;
import static io.kobox.lib.XaNodes.toEntry;
import static io.kobox.lib.XaNodes.toNode;

import org.jspecify.annotations.Nullable;

/** Radix trees and the free lists of IDRs (lib/radix-tree.c). */
final class RadixTree {
  private static final int ENOMEM = 12;
  private static final int ENOSPC = 28;

  private final XaNodes nodes;
  private final WalkLimit limit;

  RadixTree(XaNodes nodes, WalkLimit limit) {
    this.nodes = nodes;
    this.limit = limit;
  }

  /** Where an index is: its node (0 for the head), and the slot that holds the entry. */
  record Place(long node, long slot, long entry) {}

  /** A free slot of an IDR, or why there is none. */
  record FreeSlot(long index, long node, long slot, int error) {}

  /** struct radix_tree_iter. */
  static final class Iterator {
    long index;
    long nextIndex;
    long tags;
    long node;
  }

  boolean isIdr(long root) {
    return nodes.hasFlag(root, TRACK_FREE);
  }

  private int shiftOf(long entry) {
    return isInternal(entry) ? nodes.shift(toNode(entry)) + CHUNK_SHIFT : 0;
  }

  private long maxIndexOf(long entry) {
    return isInternal(entry) ? maxIndexOfShift(nodes.shift(toNode(entry))) : 0;
  }

  private long newNode(long root, long parent, int shift, int offset, int count, int gfp) {
    long node = nodes.allocate(gfp);
    if (node != 0) {
      nodes.setShift(node, shift);
      nodes.setOffset(node, offset);
      nodes.setCount(node, count);
      nodes.setParent(node, parent);
      nodes.setArray(node, root);
    }
    return node;
  }

  /** radix_tree_extend: the shift above the head, or a negative errno. */
  private int extend(long root, long index, int from, int gfp) {
    int maxShift = from;
    while (Long.compareUnsigned(index, maxIndexOfShift(maxShift)) > 0) {
      maxShift += CHUNK_SHIFT;
    }
    long entry = nodes.head(root);
    if (entry == 0 && (!isIdr(root) || nodes.headMark(root, FREE_MARK))) {
      return maxShift + CHUNK_SHIFT;
    }
    for (int shift = from; shift <= maxShift; shift += CHUNK_SHIFT) {
      long node = newNode(root, 0, shift, 0, 1, gfp);
      if (node == 0) {
        return -ENOMEM;
      }
      if (isIdr(root)) {
        nodes.setMarks(node, FREE_MARK, -1);
        if (!nodes.headMark(root, FREE_MARK)) {
          nodes.clearMark(node, 0, FREE_MARK);
          nodes.setHeadMark(root, FREE_MARK, true);
        }
      } else {
        for (int tag = 0; tag < MAX_MARKS; tag++) {
          if (nodes.headMark(root, tag)) {
            nodes.setMark(node, 0, tag);
          }
        }
      }
      if (isInternal(entry)) {
        nodes.setParent(toNode(entry), node);
      } else if (isValue(entry)) {
        nodes.setValues(node, 1);
      }
      nodes.store(nodes.slot(node, 0), entry);
      entry = toEntry(node);
      nodes.setHead(root, entry);
    }
    return maxShift + CHUNK_SHIFT;
  }

  /** radix_tree_shrink. */
  private boolean shrink(long root) {
    boolean shrunk = false;
    while (true) {
      limit.step();
      long head = nodes.head(root);
      if (!isInternal(head)) {
        return shrunk;
      }
      long node = toNode(head);
      long child = nodes.entry(node, 0);
      if (nodes.count(node) != 1 || child == 0 || (nodes.shift(node) == 0 && isIdr(root))) {
        return shrunk;
      }
      if (isInternal(child)) {
        nodes.setParent(toNode(child), 0);
      }
      nodes.setHead(root, child);
      if (isIdr(root) && !nodes.mark(node, 0, FREE_MARK)) {
        nodes.setHeadMark(root, FREE_MARK, false);
      }
      nodes.setCount(node, 0);
      if (!isInternal(child)) {
        nodes.store(nodes.slot(node, 0), RETRY_ENTRY);
      }
      nodes.free(node);
      shrunk = true;
    }
  }

  /** delete_node: frees the nodes that have become empty. */
  private boolean deleteNode(long root, long emptied) {
    boolean deleted = false;
    long node = emptied;
    while (node != 0) {
      limit.step();
      if (nodes.count(node) != 0) {
        return (toEntry(node) == nodes.head(root) && shrink(root)) || deleted;
      }
      long parent = nodes.parent(node);
      if (parent != 0) {
        nodes.store(nodes.slot(parent, nodes.offset(node) & CHUNK_MASK), 0);
        nodes.setCount(parent, nodes.count(parent) - 1);
      } else {
        if (!isIdr(root)) {
          for (int tag = 0; tag < MAX_MARKS; tag++) {
            nodes.setHeadMark(root, tag, false);
          }
        }
        nodes.setHead(root, 0);
      }
      nodes.free(node);
      deleted = true;
      node = parent;
    }
    return deleted;
  }

  /** __radix_tree_create: the slot for {@code index}; slot 0 when memory lacks. */
  Place create(long root, long index, int gfp) {
    limit.start();
    long child = nodes.head(root);
    int shift = shiftOf(child);
    if (Long.compareUnsigned(index, maxIndexOf(child)) > 0) {
      shift = extend(root, index, shift, gfp);
      if (shift < 0) {
        return new Place(0, 0, 0);
      }
      child = nodes.head(root);
    }
    long node = 0;
    long slot = nodes.headSlot(root);
    int offset = 0;
    while (shift > 0) {
      shift -= CHUNK_SHIFT;
      if (child == 0) {
        long added = newNode(root, node, shift, offset, 0, gfp);
        if (added == 0) {
          return new Place(0, 0, 0);
        }
        link(node, slot, added);
        child = toEntry(added);
      } else if (!isInternal(child)) {
        break;
      }
      node = toNode(child);
      offset = nodes.offsetOf(index, node);
      slot = nodes.slot(node, offset);
      child = nodes.load(slot);
    }
    return new Place(node, slot, nodes.load(slot));
  }

  private void link(long parent, long slot, long added) {
    nodes.store(slot, toEntry(added));
    if (parent != 0) {
      nodes.setCount(parent, nodes.count(parent) + 1);
    }
  }

  /** insert_entries: into an empty slot. */
  void insert(Place place, long item) {
    nodes.store(place.slot(), item);
    if (place.node() != 0) {
      nodes.setCount(place.node(), nodes.count(place.node()) + 1);
      if (isValue(item)) {
        nodes.setValues(place.node(), nodes.values(place.node()) + 1);
      }
    }
  }

  /** __radix_tree_lookup; slot 0 if the tree does not reach {@code index}. */
  Place lookup(long root, long index) {
    limit.start();
    long parent = 0;
    long slot = nodes.headSlot(root);
    long entry = nodes.head(root);
    if (Long.compareUnsigned(index, maxIndexOf(entry)) > 0) {
      return new Place(0, 0, 0);
    }
    while (isInternal(entry)) {
      limit.step();
      parent = toNode(entry);
      slot = nodes.slot(parent, nodes.offsetOf(index, parent));
      entry = nodes.load(slot);
      if (nodes.shift(parent) == 0) {
        break;
      }
    }
    return new Place(parent, slot, entry);
  }

  /** node_tag_get. */
  boolean tag(long root, long node, int tag, int offset) {
    return node != 0 ? nodes.mark(node, offset, tag) : nodes.headMark(root, tag);
  }

  /** __radix_tree_replace. */
  void replace(long root, long node, long slot, long item) {
    limit.start();
    long old = nodes.load(slot);
    int values = (isValue(item) ? 1 : 0) - (isValue(old) ? 1 : 0);
    int count = (item != 0 ? 1 : 0) - (old != 0 ? 1 : 0);
    if (isIdr(root)) {
      boolean free = tag(root, node, FREE_MARK, nodes.slotOffset(node, slot) & CHUNK_MASK);
      if (!free) {
        count = 0;
      } else if (old == 0) {
        count = 1;
      }
    }
    put(node, slot, item, count, values);
    if (node != 0) {
      deleteNode(root, node);
    }
  }

  private void put(long node, long slot, long item, int count, int values) {
    if (node != 0) {
      nodes.setCount(node, nodes.count(node) + count);
      nodes.setValues(node, nodes.values(node) + values);
    }
    nodes.store(slot, item);
  }

  /** node_tag_set. */
  void setTag(long root, long start, int tag, int startOffset) {
    limit.start();
    long node = start;
    int offset = startOffset;
    while (node != 0) {
      limit.step();
      if (nodes.setMark(node, offset, tag)) {
        return;
      }
      offset = nodes.offset(node);
      node = nodes.parent(node);
    }
    nodes.setHeadMark(root, tag, true);
  }

  /** node_tag_clear. */
  void clearTag(long root, long start, int tag, int startOffset) {
    limit.start();
    long node = start;
    int offset = startOffset;
    while (node != 0) {
      limit.step();
      if (!nodes.clearMark(node, offset, tag) || nodes.marks(node, tag) != 0) {
        return;
      }
      offset = nodes.offset(node);
      node = nodes.parent(node);
    }
    nodes.setHeadMark(root, tag, false);
  }

  /** radix_tree_tag_get. */
  boolean tagged(long root, long index, int tag) {
    limit.start();
    long entry = nodes.head(root);
    if (!nodes.headMark(root, tag) || Long.compareUnsigned(index, maxIndexOf(entry)) > 0) {
      return false;
    }
    while (isInternal(entry) && entry != RETRY_ENTRY) {
      limit.step();
      long node = toNode(entry);
      int offset = nodes.offsetOf(index, node);
      if (!nodes.mark(node, offset, tag)) {
        return false;
      }
      entry = nodes.entry(node, offset);
    }
    return true;
  }

  /** __radix_tree_delete. */
  boolean delete(long root, long node, long slot) {
    int values = isValue(nodes.load(slot)) ? -1 : 0;
    int offset = nodes.slotOffset(node, slot) & CHUNK_MASK;
    if (isIdr(root)) {
      setTag(root, node, FREE_MARK, offset);
    } else {
      for (int tag = 0; tag < MAX_MARKS; tag++) {
        clearTag(root, node, tag, offset);
      }
    }
    put(node, slot, 0, -1, values);
    limit.start();
    return node != 0 && deleteNode(root, node);
  }

  /** radix_tree_delete_item. */
  long deleteItem(long root, long index, long item) {
    Place place = lookup(root, index);
    if (place.slot() == 0) {
      return 0;
    }
    int offset = nodes.slotOffset(place.node(), place.slot());
    if (place.entry() == 0 && (!isIdr(root) || tag(root, place.node(), FREE_MARK, offset))) {
      return 0;
    }
    if (item != 0 && place.entry() != item) {
      return 0;
    }
    delete(root, place.node(), place.slot());
    return place.entry();
  }

  /** idr_get_free: the first free index from {@code from} to {@code max}. */
  FreeSlot free(long root, long from, long max, int gfp) {
    limit.start();
    long start = from;
    while (true) {
      limit.step();
      FreeSlot slot = freeFrom(root, start, max, gfp);
      if (slot != null) {
        return slot;
      }
      start = maxIndexOf(nodes.head(root)) + 1;
    }
  }

  private static FreeSlot none(int error) {
    return new FreeSlot(0, 0, 0, -error);
  }

  /** One pass of idr_get_free; null when the tree must grow. */
  private @Nullable FreeSlot freeFrom(long root, long from, long max, int gfp) {
    long start = from;
    long child = nodes.head(root);
    int shift = shiftOf(child);
    long maxIndex = maxIndexOf(child);
    if (!nodes.headMark(root, FREE_MARK) && Long.compareUnsigned(start, maxIndex + 1) < 0) {
      start = maxIndex + 1;
    }
    if (Long.compareUnsigned(start, max) > 0) {
      return none(ENOSPC);
    }
    if (Long.compareUnsigned(start, maxIndex) > 0) {
      shift = extend(root, start, shift, gfp);
      if (shift < 0) {
        return none(ENOMEM);
      }
      child = nodes.head(root);
    }
    if (start == 0 && shift == 0) {
      shift = CHUNK_SHIFT;
    }
    long node = 0;
    long slot = nodes.headSlot(root);
    int offset = 0;
    while (shift > 0) {
      limit.step();
      shift -= CHUNK_SHIFT;
      if (child == 0) {
        long added = newNode(root, node, shift, offset, 0, gfp);
        if (added == 0) {
          return none(ENOMEM);
        }
        nodes.setMarks(added, FREE_MARK, -1);
        link(node, slot, added);
        child = toEntry(added);
      } else if (!isInternal(child)) {
        break;
      }
      node = toNode(child);
      offset = nodes.offsetOf(start, node);
      child = nodes.entry(node, offset);
      if (!nodes.mark(node, offset, FREE_MARK)) {
        offset = nodes.nextMark(node, FREE_MARK, offset + 1);
        start =
            (start & ~maxIndexOfShift(nodes.shift(node))) + ((long) offset << nodes.shift(node));
        if (Long.compareUnsigned(start, max) > 0 || start == 0) {
          return none(ENOSPC);
        }
        while (offset == CHUNK_SIZE) {
          offset = nodes.offset(node) + 1;
          node = nodes.parent(node);
          if (node == 0) {
            return null;
          }
          shift = nodes.shift(node);
        }
        child = nodes.entry(node, offset);
      }
      slot = nodes.slot(node, offset);
    }
    return new FreeSlot(start, node, slot, 0);
  }

  /** radix_tree_free_nodes, and the head without an entry (idr_destroy). */
  void destroy(long root) {
    limit.start();
    long head = nodes.head(root);
    if (isInternal(head)) {
      freeNodes(toNode(head));
    }
    nodes.setHead(root, 0);
    nodes.setHeadMark(root, FREE_MARK, true);
  }

  private void freeNodes(long top) {
    long node = top;
    int offset = 0;
    while (true) {
      limit.step();
      long entry = nodes.entry(node, offset);
      if (XaNodes.isNode(entry) && nodes.shift(node) != 0) {
        node = toNode(entry);
        offset = 0;
        continue;
      }
      offset++;
      while (offset == CHUNK_SIZE) {
        long old = node;
        offset = nodes.offset(node) + 1;
        node = nodes.parent(node);
        nodes.free(old);
        if (old == top) {
          return;
        }
      }
    }
  }

  /**
   * radix_tree_next_chunk: the slot of the next entry from {@code iterator.nextIndex} on.
   *
   * @param tag the tag it must have, -1 for any entry
   * @return 0 when there are no more
   */
  long nextChunk(long root, Iterator iterator, int tag, boolean contiguous) {
    limit.start();
    if (tag >= 0 && !nodes.headMark(root, tag)) {
      return 0;
    }
    long index = iterator.nextIndex;
    if (index == 0 && iterator.index != 0) {
      return 0;
    }
    while (true) {
      limit.step();
      long child = nodes.head(root);
      if (Long.compareUnsigned(index, maxIndexOf(child)) > 0 || child == 0) {
        return 0;
      }
      if (!isInternal(child)) {
        iterator.index = index;
        iterator.nextIndex = 1;
        iterator.tags = 1;
        iterator.node = 0;
        return nodes.headSlot(root);
      }
      long node;
      int offset;
      boolean restart = false;
      do {
        limit.step();
        node = toNode(child);
        offset = nodes.offsetOf(index, node);
        child = nodes.entry(node, offset);
        if (tag >= 0 ? !nodes.mark(node, offset, tag) : child == 0) {
          if (contiguous) {
            return 0;
          }
          offset = next(node, offset + 1, tag);
          index =
              (index & ~maxIndexOfShift(nodes.shift(node))) + ((long) offset << nodes.shift(node));
          if (index == 0) {
            return 0;
          }
          if (offset == CHUNK_SIZE) {
            restart = true;
            break;
          }
          child = nodes.entry(node, offset);
        }
        if (child == 0) {
          restart = true;
          break;
        }
        if (child == RETRY_ENTRY) {
          break;
        }
      } while (nodes.shift(node) != 0 && isInternal(child));
      if (!restart) {
        long below = maxIndexOfShift(nodes.shift(node));
        iterator.index = (index & ~below) | offset;
        iterator.nextIndex = (index | below) + 1;
        iterator.node = node;
        if (tag >= 0) {
          iterator.tags = nodes.marks(node, tag) >>> offset;
        }
        return nodes.slot(node, offset);
      }
    }
  }

  private int next(long node, int from, int tag) {
    if (tag >= 0) {
      return nodes.nextMark(node, tag, from);
    }
    int offset = from;
    while (offset < CHUNK_SIZE && nodes.entry(node, offset) == 0) {
      offset++;
    }
    return offset;
  }
}
