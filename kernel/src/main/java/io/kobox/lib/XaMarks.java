package io.kobox.lib;

import static io.kobox.lib.XaNodes.FREE_MARK;
import static io.kobox.lib.XaNodes.MAX_MARKS;
import static io.kobox.lib.XaNodes.TRACK_FREE;

/** The marks of an XArray's entries, and of the nodes above them (lib/xarray.c). */
final class XaMarks {
  private final XaNodes nodes;
  private final WalkLimit limit;

  XaMarks(XaNodes nodes, WalkLimit limit) {
    this.nodes = nodes;
    this.limit = limit;
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

  /** A new top node has the marks that the head had. */
  void inheritMarks(long xa, long node) {
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

  /** xas_squash_marks: the siblings' marks become those of the entry. */
  void squashMarks(XaState xas) {
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
}
