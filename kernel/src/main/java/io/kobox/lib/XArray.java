package io.kobox.lib;

import static io.kobox.lib.XaNodes.CHUNK_MASK;
import static io.kobox.lib.XaNodes.CHUNK_SHIFT;
import static io.kobox.lib.XaNodes.CHUNK_SIZE;
import static io.kobox.lib.XaNodes.FREE_MARK;
import static io.kobox.lib.XaNodes.TRACK_FREE;
import static io.kobox.lib.XaNodes.ZERO_BUSY;
import static io.kobox.lib.XaNodes.ZERO_ENTRY;
import static io.kobox.lib.XaNodes.isInternal;
import static io.kobox.lib.XaNodes.isNode;
import static io.kobox.lib.XaNodes.isSibling;
import static io.kobox.lib.XaNodes.isValue;
import static io.kobox.lib.XaNodes.toEntry;
import static io.kobox.lib.XaNodes.toNode;

/**
 * Changes of an XArray by its state (the xas_ functions of lib/xarray.c, CONFIG_XARRAY_MULTI on).
 * The array's lock is not taken here: nothing else runs meanwhile.
 */
final class XArray {
  private static final int ENOMEM = 12;

  private final XaNodes nodes;
  private final WalkLimit limit;
  private final XaWalk walk;
  private final XaMarks marks;
  private final XaTree tree;

  XArray(XaNodes nodes, GuestFunctions functions, WalkLimit limit) {
    this.nodes = nodes;
    this.limit = limit;
    this.walk = new XaWalk(nodes, limit);
    this.marks = new XaMarks(nodes, limit);
    this.tree = new XaTree(nodes, functions, limit);
  }

  XaWalk walk() {
    return walk;
  }

  XaMarks marks() {
    return marks;
  }

  XaTree tree() {
    return tree;
  }

  private static long size(XaState xas) {
    return (xas.sibs + 1L) << xas.shift;
  }

  /** xas_max: the largest index that must exist for the store. */
  private static long max(XaState xas) {
    if (xas.shift == 0 && xas.sibs == 0) {
      return xas.index;
    }
    long mask = size(xas) - 1;
    long max = xas.index | mask;
    return mask == max ? max + 1 : max;
  }

  /** xas_expand: the shift above the head, or a negative errno. */
  private int expand(XaState xas, long oldHead) {
    long max = max(xas);
    long head = oldHead;
    int shift = 0;
    if (head == 0) {
      if (max == 0) {
        return 0;
      }
      while (shift < Long.SIZE && max >>> shift >= CHUNK_SIZE) {
        shift += CHUNK_SHIFT;
      }
      return shift + CHUNK_SHIFT;
    }
    long node = 0;
    if (isNode(head)) {
      node = toNode(head);
      shift = nodes.shift(node) + CHUNK_SHIFT;
    }
    xas.node = 0;
    while (Long.compareUnsigned(max, nodes.maxIndex(head)) > 0) {
      limit.step();
      node = tree.allocate(xas, shift);
      if (node == 0) {
        return -ENOMEM;
      }
      nodes.setCount(node, 1);
      if (isValue(head)) {
        nodes.setValues(node, 1);
      }
      nodes.store(nodes.slot(node, 0), head);
      marks.inheritMarks(xas.xa, node);
      if (isNode(head)) {
        nodes.setOffset(toNode(head), 0);
        nodes.setParent(toNode(head), node);
      }
      head = toEntry(node);
      nodes.setHead(xas.xa, head);
      tree.update(xas, node);
      shift += CHUNK_SHIFT;
    }
    xas.node = node;
    return shift;
  }

  /** xas_create: the slot to store into; what it holds. */
  long create(XaState xas, boolean allowRoot) {
    long entry;
    long slot;
    int shift;
    if (xas.top()) {
      entry = nodes.head(xas.xa);
      xas.node = 0;
      if (entry == 0 && nodes.hasFlag(xas.xa, ZERO_BUSY)) {
        entry = ZERO_ENTRY;
      }
      shift = expand(xas, entry);
      if (shift < 0) {
        return 0;
      }
      if (shift == 0 && !allowRoot) {
        shift = CHUNK_SHIFT;
      }
      entry = nodes.head(xas.xa);
      slot = nodes.headSlot(xas.xa);
    } else if (xas.error() != 0) {
      return 0;
    } else {
      shift = nodes.shift(xas.node);
      slot = nodes.slot(xas.node, xas.offset);
      entry = nodes.load(slot);
    }
    while (shift > xas.shift) {
      shift -= CHUNK_SHIFT;
      long node;
      if (entry == 0) {
        node = tree.allocate(xas, shift);
        if (node == 0) {
          break;
        }
        if (nodes.hasFlag(xas.xa, TRACK_FREE)) {
          nodes.setMarks(node, FREE_MARK, -1);
        }
        nodes.store(slot, toEntry(node));
      } else if (isNode(entry)) {
        node = toNode(entry);
      } else {
        break;
      }
      entry = walk.descend(xas, node);
      slot = nodes.slot(node, xas.offset);
    }
    return entry;
  }

  /** xas_create_range. */
  void createRange(XaState xas) {
    limit.start();
    long index = xas.index;
    int shift = xas.shift;
    int sibs = xas.sibs;
    xas.index |= ((sibs + 1L) << shift) - 1;
    if (xas.isNode() && nodes.shift(xas.node) == xas.shift) {
      xas.offset |= sibs;
    }
    xas.shift = 0;
    xas.sibs = 0;
    while (true) {
      limit.step();
      create(xas, true);
      if (xas.error() != 0) {
        xas.shift = shift;
        xas.sibs = sibs;
        xas.index = index;
        return;
      }
      if (Long.compareUnsigned(xas.index, index | CHUNK_MASK) <= 0) {
        break;
      }
      xas.index -= CHUNK_SIZE;
      long node = xas.node;
      while (nodes.shift(node) < shift) {
        limit.step();
        xas.node = nodes.parent(node);
        xas.offset = nodes.offset(node) - 1;
        if (nodes.offset(node) != 0) {
          break;
        }
        node = xas.node;
      }
    }
    xas.index = index;
    if (xas.node != 0) {
      walk.setOffset(xas);
    }
  }

  /** xas_store: the old entry. */
  long store(XaState xas, long stored) {
    limit.start();
    long first =
        stored == 0 ? walk.load(xas) : create(xas, !isNode(stored) && stored != ZERO_ENTRY);
    if (xas.invalid()) {
      return first;
    }
    long node = xas.node;
    if (node != 0 && xas.shift < nodes.shift(node)) {
      xas.sibs = 0;
    }
    if (first == stored && xas.sibs == 0) {
      return first;
    }
    if (node != 0 && xas.sibs != 0) {
      marks.squashMarks(xas);
    }
    if (stored == 0) {
      marks.initMarks(xas);
    }
    if (node == 0) {
      nodes.setHead(xas.xa, stored);
      if (isNode(first)) {
        tree.freeNodes(xas, toNode(first));
      }
      return first;
    }
    return fill(xas, node, stored, first);
  }

  /** The loop of xas_store: the entry and its siblings. */
  private long fill(XaState xas, long node, long stored, long oldFirst) {
    boolean value = isValue(stored);
    int offset = xas.offset;
    int max = xas.offset + xas.sibs;
    long entry = stored;
    long first = oldFirst;
    long next = oldFirst;
    int count = 0;
    int values = 0;
    while (true) {
      nodes.store(nodes.slot(node, offset), entry);
      if (isNode(next) && nodes.shift(node) != 0) {
        tree.freeNodes(xas, toNode(next));
      }
      count += (next == 0 ? 1 : 0) - (entry == 0 ? 1 : 0);
      values += (isValue(first) ? 0 : 1) - (value ? 0 : 1);
      if (entry != 0) {
        if (offset == max) {
          break;
        }
        if (!isSibling(entry)) {
          entry = XaNodes.internal(xas.offset);
        }
      } else if (offset == CHUNK_MASK) {
        break;
      }
      offset++;
      next = nodes.entry(node, offset);
      if (!isSibling(next)) {
        if (entry == 0 && offset > max) {
          break;
        }
        first = next;
      }
    }
    tree.updateNode(xas, node, count, values);
    return first;
  }

  /** xas_set_range. */
  static void setRange(XaState xas, long from, long last) {
    xas.set(from);
    int shift = 0;
    long first = from;
    long sibs = last - first;
    int offset = CHUNK_MASK;
    while ((first & CHUNK_MASK) == 0) {
      if (Long.compareUnsigned(sibs, CHUNK_MASK) < 0
          || (sibs == CHUNK_MASK && offset < CHUNK_MASK)) {
        break;
      }
      shift += CHUNK_SHIFT;
      if (offset == CHUNK_MASK) {
        offset = (int) (sibs & CHUNK_MASK);
      }
      sibs >>>= CHUNK_SHIFT;
      first >>>= CHUNK_SHIFT;
    }
    offset = (int) (first & CHUNK_MASK);
    if (Long.compareUnsigned((long) offset + sibs, CHUNK_MASK) > 0) {
      sibs = CHUNK_MASK - (long) offset;
    }
    if (Long.compareUnsigned(((first + sibs + 1) << shift) - 1, last) > 0) {
      sibs -= 1;
    }
    xas.shift = shift;
    xas.sibs = (int) sibs;
  }

  /** What the plain interface returns for {@code entry} (xas_result). */
  static long result(XaState xas, long entry) {
    if (entry == ZERO_ENTRY) {
      return 0;
    }
    return xas.error() != 0 ? xas.node : entry;
  }

  static boolean isPlain(long entry) {
    return !isInternal(entry);
  }

  /** The span of indices that the state covers. */
  static long span(XaState xas) {
    return size(xas);
  }
}
