package io.kobox.lib;

import static io.kobox.lib.XaNodes.CHUNK_MASK;
import static io.kobox.lib.XaNodes.CHUNK_SIZE;
import static io.kobox.lib.XaNodes.FREE_MARK;
import static io.kobox.lib.XaNodes.RETRY_ENTRY;
import static io.kobox.lib.XaNodes.TRACK_FREE;
import static io.kobox.lib.XaNodes.ZERO_ENTRY;
import static io.kobox.lib.XaNodes.isNode;
import static io.kobox.lib.XaNodes.isSibling;
import static io.kobox.lib.XaNodes.toNode;

/**
 * Where an XArray's entries are: loading and finding them by a state (the reading xas_ functions of
 * lib/xarray.c).
 */
final class XaWalk {
  private final XaNodes nodes;
  private final WalkLimit limit;

  XaWalk(XaNodes nodes, WalkLimit limit) {
    this.nodes = nodes;
    this.limit = limit;
  }

  /** xas_set_offset. */
  void setOffset(XaState xas) {
    xas.offset = nodes.offsetOf(xas.index, xas.node);
  }

  private void moveIndex(XaState xas, long offset) {
    int shift = nodes.shift(xas.node);
    xas.index &= ~(long) CHUNK_MASK << shift;
    xas.index += offset << shift;
  }

  private void nextOffset(XaState xas) {
    xas.offset++;
    moveIndex(xas, xas.offset);
  }

  private long reload(XaState xas) {
    if (xas.node == 0) {
      return nodes.head(xas.xa);
    }
    long entry = nodes.entry(xas.node, nodes.offsetOf(xas.index, xas.node));
    return isSibling(entry) ? nodes.entry(xas.node, (int) (entry >>> 2)) : entry;
  }

  /** xas_start. */
  long start(XaState xas) {
    limit.start();
    if (xas.valid()) {
      return reload(xas);
    }
    if (xas.error() != 0) {
      return 0;
    }
    long entry = nodes.head(xas.xa);
    if (isNode(entry)
        ? Long.compareUnsigned(xas.index >>> nodes.shift(toNode(entry)), CHUNK_MASK) > 0
        : xas.index != 0) {
      return xas.bounds();
    }
    xas.node = 0;
    return entry;
  }

  /** xas_descend. */
  long descend(XaState xas, long node) {
    int offset = nodes.offsetOf(xas.index, node);
    long entry = nodes.entry(node, offset);
    xas.node = node;
    while (isSibling(entry)) {
      limit.step();
      offset = (int) (entry >>> 2);
      entry = nodes.entry(node, offset);
      if (nodes.shift(node) != 0 && isNode(entry)) {
        entry = RETRY_ENTRY;
      }
    }
    xas.offset = offset;
    return entry;
  }

  /** xas_load. */
  long load(XaState xas) {
    long entry = start(xas);
    while (isNode(entry)) {
      limit.step();
      long node = toNode(entry);
      if (xas.shift > nodes.shift(node)) {
        break;
      }
      entry = descend(xas, node);
      if (nodes.shift(node) == 0) {
        break;
      }
    }
    return entry;
  }

  /** xas_pause. */
  void pause(XaState xas) {
    if (xas.invalid()) {
      return;
    }
    long node = xas.node;
    xas.node = XaState.RESTART;
    if (node == 0) {
      xas.index++;
      return;
    }
    int offset = xas.offset + 1;
    while (offset < CHUNK_SIZE && isSibling(nodes.entry(node, offset))) {
      offset++;
    }
    xas.index += (long) (offset - xas.offset) << nodes.shift(node);
    if (xas.index == 0) {
      xas.node = XaState.BOUNDS;
    }
  }

  /** __xas_prev ({@code step} -1) and __xas_next (1). */
  long neighbour(XaState xas, int step) {
    limit.start();
    if (!xas.frozen()) {
      xas.index += step;
    }
    if (xas.node == 0) {
      return xas.bounds();
    }
    if (xas.notNode()) {
      return load(xas);
    }
    if (xas.offset != nodes.offsetOf(xas.index, xas.node)) {
      xas.offset += step;
    }
    while (xas.offset < 0 || xas.offset >= CHUNK_SIZE) {
      limit.step();
      xas.offset = nodes.offset(xas.node) + step;
      xas.node = nodes.parent(xas.node);
      if (xas.node == 0) {
        return xas.bounds();
      }
    }
    while (true) {
      limit.step();
      long entry = nodes.entry(xas.node, xas.offset);
      if (!isNode(entry)) {
        return entry;
      }
      xas.node = toNode(entry);
      setOffset(xas);
    }
  }

  /** xas_find: the next entry up to {@code max}. */
  long find(XaState xas, long max) {
    limit.start();
    if (xas.error() != 0 || xas.node == XaState.BOUNDS) {
      return 0;
    }
    if (Long.compareUnsigned(xas.index, max) > 0) {
      return xas.bounds();
    }
    if (xas.node == 0) {
      xas.index = 1;
      return xas.bounds();
    }
    if (xas.node == XaState.RESTART) {
      long entry = load(xas);
      if (entry != 0 || xas.notNode()) {
        return entry;
      }
    } else if (nodes.shift(xas.node) == 0 && xas.offset != (xas.index & CHUNK_MASK)) {
      xas.offset = (int) (xas.index - 1 & CHUNK_MASK) + 1;
    }
    nextOffset(xas);
    while (xas.node != 0 && Long.compareUnsigned(xas.index, max) <= 0) {
      limit.step();
      if (xas.offset >= CHUNK_SIZE) {
        xas.offset = nodes.offset(xas.node) + 1;
        xas.node = nodes.parent(xas.node);
        continue;
      }
      long entry = nodes.entry(xas.node, xas.offset);
      if (isNode(entry)) {
        xas.node = toNode(entry);
        xas.offset = 0;
        continue;
      }
      if (entry != 0 && !isSibling(entry)) {
        return entry;
      }
      nextOffset(xas);
    }
    if (xas.node == 0) {
      xas.node = XaState.BOUNDS;
    }
    return 0;
  }

  private static long restart(XaState xas) {
    xas.node = XaState.RESTART;
    return 0;
  }

  private static long outside(XaState xas, long max) {
    return Long.compareUnsigned(xas.index, max) > 0 ? restart(xas) : xas.bounds();
  }

  /** xas_find_marked. */
  long findMarked(XaState xas, long max, int mark) {
    limit.start();
    if (xas.error() != 0) {
      return 0;
    }
    if (Long.compareUnsigned(xas.index, max) > 0) {
      return restart(xas);
    }
    boolean advance = true;
    if (xas.node == 0) {
      xas.index = 1;
      return outside(xas, max);
    }
    if (xas.top()) {
      advance = false;
      long entry = nodes.head(xas.xa);
      xas.node = 0;
      if (Long.compareUnsigned(xas.index, nodes.maxIndex(entry)) > 0) {
        return outside(xas, max);
      }
      if (!isNode(entry)) {
        if (nodes.headMark(xas.xa, mark)) {
          return entry;
        }
        xas.index = 1;
        return outside(xas, max);
      }
      xas.node = toNode(entry);
      xas.offset = (int) (xas.index >>> nodes.shift(xas.node));
    }
    while (Long.compareUnsigned(xas.index, max) <= 0) {
      limit.step();
      if (xas.offset >= CHUNK_SIZE) {
        xas.offset = nodes.offset(xas.node) + 1;
        xas.node = nodes.parent(xas.node);
        if (xas.node == 0) {
          break;
        }
        advance = false;
        continue;
      }
      if (!advance) {
        long entry = nodes.entry(xas.node, xas.offset);
        if (isSibling(entry)) {
          xas.offset = (int) (entry >>> 2);
          moveIndex(xas, xas.offset);
        }
      }
      int offset = nodes.nextMark(xas.node, mark, advance ? xas.offset + 1 : xas.offset);
      if (offset > xas.offset) {
        advance = false;
        moveIndex(xas, offset);
        if (Long.compareUnsigned(xas.index - 1, max) >= 0) {
          return restart(xas);
        }
        xas.offset = offset;
        if (offset == CHUNK_SIZE) {
          continue;
        }
      }
      long entry = nodes.entry(xas.node, xas.offset);
      if (entry == 0 && !(nodes.hasFlag(xas.xa, TRACK_FREE) && mark == FREE_MARK)) {
        continue;
      }
      if (!isNode(entry)) {
        return entry;
      }
      xas.node = toNode(entry);
      setOffset(xas);
    }
    return outside(xas, max);
  }

  /** xas_find_conflict. */
  long findConflict(XaState xas) {
    limit.start();
    if (xas.error() != 0 || xas.node == 0) {
      return 0;
    }
    if (xas.top()) {
      long entry = start(xas);
      if (entry == 0) {
        return 0;
      }
      while (isNode(entry)) {
        limit.step();
        entry = descend(xas, toNode(entry));
      }
      if (entry != 0) {
        return entry;
      }
    }
    if (nodes.shift(xas.node) > xas.shift) {
      return 0;
    }
    while (true) {
      limit.step();
      if (nodes.shift(xas.node) == xas.shift) {
        if ((xas.offset & xas.sibs) == xas.sibs) {
          break;
        }
      } else if (xas.offset == CHUNK_MASK) {
        xas.offset = nodes.offset(xas.node);
        xas.node = nodes.parent(xas.node);
        if (xas.node == 0) {
          break;
        }
        continue;
      }
      xas.offset++;
      long entry = nodes.entry(xas.node, xas.offset);
      if (isSibling(entry)) {
        continue;
      }
      while (isNode(entry)) {
        limit.step();
        xas.node = toNode(entry);
        xas.offset = 0;
        entry = nodes.entry(xas.node, 0);
      }
      if (entry != 0) {
        return entry;
      }
    }
    xas.offset -= xas.sibs;
    return 0;
  }

  /** xas_retry. */
  static boolean retry(XaState xas, long entry) {
    if (entry == ZERO_ENTRY) {
      return true;
    }
    if (entry != RETRY_ENTRY) {
      return false;
    }
    xas.node = XaState.RESTART;
    return true;
  }

  /** xas_sibling: the state is within a multi-index entry, not at its start. */
  boolean sibling(XaState xas) {
    if (xas.node == 0) {
      return false;
    }
    int shift = nodes.shift(xas.node);
    long mask = XaNodes.maxIndexOfShift(shift);
    return Long.compareUnsigned(xas.index & mask, (long) xas.offset << shift) > 0;
  }

  /** xas_get_order. */
  int order(XaState xas) {
    if (xas.node == 0) {
      return 0;
    }
    int order = 0;
    while (true) {
      int slot = xas.offset + (1 << order);
      if (slot >= CHUNK_SIZE || !isSibling(nodes.entry(xas.node, slot))) {
        return order + nodes.shift(xas.node);
      }
      order++;
    }
  }
}
