package io.kobox.lib;

import static io.kobox.lib.XaNodes.CHUNK_MASK;
import static io.kobox.lib.XaNodes.CHUNK_SHIFT;
import static io.kobox.lib.XaNodes.CHUNK_SIZE;
import static io.kobox.lib.XaNodes.FREE_MARK;
import static io.kobox.lib.XaNodes.MAX_MARKS;
import static io.kobox.lib.XaNodes.RETRY_ENTRY;
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
 * Operations on an XArray by its state (the xas_ functions of lib/xarray.c, CONFIG_XARRAY_MULTI
 * on). The array's lock is not taken here: nothing else runs meanwhile.
 */
final class XArray {
  private static final int ENOMEM = 12;

  private final XaNodes nodes;
  private final GuestFunctions functions;
  private final WalkLimit limit;

  XArray(XaNodes nodes, GuestFunctions functions, WalkLimit limit) {
    this.nodes = nodes;
    this.functions = functions;
    this.limit = limit;
  }

  XaNodes nodes() {
    return nodes;
  }

  private void setOffset(XaState xas) {
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

  /** xas_destroy. */
  void destroy(XaState xas) {
    while (xas.alloc != 0) {
      long next = nodes.parent(xas.alloc);
      nodes.freeNow(xas.alloc);
      xas.alloc = next;
    }
  }

  /** xas_nomem: whether the operation shall be tried again, with the memory it lacked. */
  boolean nomem(XaState xas, int gfp) {
    if (xas.node != XaState.errorEntry(-ENOMEM)) {
      destroy(xas);
      return false;
    }
    xas.alloc = nodes.allocate(gfp);
    if (xas.alloc == 0) {
      return false;
    }
    xas.node = XaState.RESTART;
    return true;
  }

  private void update(XaState xas, long node) {
    if (xas.update != 0) {
      functions.call(xas.update, node);
    }
  }

  /** xas_alloc. */
  private long allocate(XaState xas, int shift) {
    if (xas.invalid()) {
      return 0;
    }
    long parent = xas.node;
    long node = xas.alloc;
    if (node != 0) {
      xas.alloc = 0;
    } else {
      node = nodes.allocate(0);
      if (node == 0) {
        xas.setError(-ENOMEM);
        return 0;
      }
    }
    if (parent != 0) {
      nodes.setOffset(node, xas.offset);
      nodes.setCount(parent, nodes.count(parent) + 1);
      update(xas, parent);
    }
    nodes.setShift(node, shift);
    nodes.setCount(node, 0);
    nodes.setValues(node, 0);
    nodes.setParent(node, parent);
    nodes.setArray(node, xas.xa);
    return node;
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

  /** xas_shrink: the head takes over what is alone in slot 0. */
  private void shrink(XaState xas) {
    long node = xas.node;
    while (nodes.count(node) == 1) {
      limit.step();
      long entry = nodes.entry(node, 0);
      if (entry == 0 || (!isNode(entry) && nodes.shift(node) != 0)) {
        return;
      }
      if (entry == ZERO_ENTRY && nodes.hasFlag(xas.xa, ZERO_BUSY)) {
        entry = 0;
      }
      xas.node = XaState.BOUNDS;
      nodes.setHead(xas.xa, entry);
      if (nodes.hasFlag(xas.xa, TRACK_FREE) && !nodes.mark(node, 0, FREE_MARK)) {
        nodes.setHeadMark(xas.xa, FREE_MARK, false);
      }
      nodes.setCount(node, 0);
      nodes.setValues(node, 0);
      if (!isNode(entry)) {
        nodes.store(nodes.slot(node, 0), RETRY_ENTRY);
      }
      update(xas, node);
      nodes.free(node);
      if (!isNode(entry)) {
        return;
      }
      node = toNode(entry);
      nodes.setParent(node, 0);
    }
  }

  /** xas_delete_node. */
  private void deleteNode(XaState xas) {
    long node = xas.node;
    while (nodes.count(node) == 0) {
      limit.step();
      long parent = nodes.parent(node);
      xas.node = parent;
      xas.offset = nodes.offset(node);
      nodes.free(node);
      if (parent == 0) {
        nodes.setHead(xas.xa, 0);
        xas.node = XaState.BOUNDS;
        return;
      }
      nodes.store(nodes.slot(parent, xas.offset), 0);
      nodes.setCount(parent, nodes.count(parent) - 1);
      node = parent;
      update(xas, node);
    }
    if (nodes.parent(node) == 0) {
      shrink(xas);
    }
  }

  /** xas_free_nodes: a node and all below it. */
  void freeNodes(XaState xas, long top) {
    limit.start();
    int offset = 0;
    long node = top;
    while (true) {
      limit.step();
      long entry = nodes.entry(node, offset);
      if (nodes.shift(node) != 0 && isNode(entry)) {
        node = toNode(entry);
        offset = 0;
        continue;
      }
      if (entry != 0) {
        nodes.store(nodes.slot(node, offset), RETRY_ENTRY);
      }
      offset++;
      while (offset == CHUNK_SIZE) {
        long parent = nodes.parent(node);
        offset = nodes.offset(node) + 1;
        nodes.setCount(node, 0);
        nodes.setValues(node, 0);
        update(xas, node);
        nodes.free(node);
        if (node == top) {
          return;
        }
        node = parent;
      }
    }
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
      node = allocate(xas, shift);
      if (node == 0) {
        return -ENOMEM;
      }
      nodes.setCount(node, 1);
      if (isValue(head)) {
        nodes.setValues(node, 1);
      }
      nodes.store(nodes.slot(node, 0), head);
      inheritMarks(xas.xa, node);
      if (isNode(head)) {
        nodes.setOffset(toNode(head), 0);
        nodes.setParent(toNode(head), node);
      }
      head = toEntry(node);
      nodes.setHead(xas.xa, head);
      update(xas, node);
      shift += CHUNK_SHIFT;
    }
    xas.node = node;
    return shift;
  }

  /** A new top node has the marks that the head had. */
  private void inheritMarks(long xa, long node) {
    for (int mark = 0; mark < MAX_MARKS; mark++) {
      if (nodes.hasFlag(xa, TRACK_FREE) && mark == FREE_MARK) {
        nodes.setMarks(node, FREE_MARK, -1);
        if (!nodes.headMark(xa, FREE_MARK)) {
          nodes.clearMark(node, 0, FREE_MARK);
          nodes.setHeadMark(xa, FREE_MARK, true);
        }
      } else if (nodes.headMark(xa, mark)) {
        nodes.setMark(node, 0, mark);
      }
    }
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
        node = allocate(xas, shift);
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
      entry = descend(xas, node);
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
      setOffset(xas);
    }
  }

  private void squashMarks(XaState xas) {
    long siblings = bits(xas.offset + 1, xas.sibs);
    for (int mark = 0; mark < MAX_MARKS; mark++) {
      long marks = nodes.marks(xas.node, mark);
      if ((marks & siblings) != 0) {
        nodes.setMarks(xas.node, mark, (marks & ~siblings) | 1L << xas.offset);
      }
    }
  }

  private static long bits(int from, int count) {
    return count == 0 ? 0 : -1L >>> (Long.SIZE - count) << from;
  }

  private void updateNode(XaState xas, long node, int count, int values) {
    if (node == 0 || (count == 0 && values == 0)) {
      return;
    }
    nodes.setCount(node, nodes.count(node) + count);
    nodes.setValues(node, nodes.values(node) + values);
    update(xas, node);
    if (count < 0) {
      deleteNode(xas);
    }
  }

  /** xas_store: the old entry. */
  long store(XaState xas, long stored) {
    limit.start();
    long first = stored == 0 ? load(xas) : create(xas, !isNode(stored) && stored != ZERO_ENTRY);
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
      squashMarks(xas);
    }
    if (stored == 0) {
      initMarks(xas);
    }
    if (node == 0) {
      nodes.setHead(xas.xa, stored);
      if (isNode(first)) {
        freeNodes(xas, toNode(first));
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
        freeNodes(xas, toNode(next));
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
    updateNode(xas, node, count, values);
    return first;
  }

  /** xas_get_mark. */
  boolean getMark(XaState xas, int mark) {
    if (xas.invalid()) {
      return false;
    }
    return xas.node == 0 ? nodes.headMark(xas.xa, mark) : nodes.mark(xas.node, xas.offset, mark);
  }

  /** xas_set_mark. */
  void setMark(XaState xas, int mark) {
    if (xas.invalid()) {
      return;
    }
    limit.start();
    long node = xas.node;
    int offset = xas.offset;
    while (node != 0) {
      limit.step();
      if (nodes.setMark(node, offset, mark)) {
        return;
      }
      offset = nodes.offset(node);
      node = nodes.parent(node);
    }
    nodes.setHeadMark(xas.xa, mark, true);
  }

  /** xas_clear_mark. */
  void clearMark(XaState xas, int mark) {
    if (xas.invalid()) {
      return;
    }
    limit.start();
    long node = xas.node;
    int offset = xas.offset;
    while (node != 0) {
      limit.step();
      if (!nodes.clearMark(node, offset, mark) || nodes.marks(node, mark) != 0) {
        return;
      }
      offset = nodes.offset(node);
      node = nodes.parent(node);
    }
    nodes.setHeadMark(xas.xa, mark, false);
  }

  /** xas_init_marks. */
  void initMarks(XaState xas) {
    for (int mark = 0; mark < MAX_MARKS; mark++) {
      if (nodes.hasFlag(xas.xa, TRACK_FREE) && mark == FREE_MARK) {
        setMark(xas, mark);
      } else {
        clearMark(xas, mark);
      }
    }
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
