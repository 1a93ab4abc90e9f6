package io.kobox.lib;

import static io.kobox.lib.XaNodes.CHUNK_SIZE;
import static io.kobox.lib.XaNodes.FREE_MARK;
import static io.kobox.lib.XaNodes.RETRY_ENTRY;
import static io.kobox.lib.XaNodes.TRACK_FREE;
import static io.kobox.lib.XaNodes.ZERO_BUSY;
import static io.kobox.lib.XaNodes.ZERO_ENTRY;
import static io.kobox.lib.XaNodes.isNode;
import static io.kobox.lib.XaNodes.toNode;

/** How the nodes of an XArray come and go (lib/xarray.c). */
final class XaTree {
  private static final int ENOMEM = 12;

  private final XaNodes nodes;
  private final GuestFunctions functions;
  private final WalkLimit limit;

  XaTree(XaNodes nodes, GuestFunctions functions, WalkLimit limit) {
    this.nodes = nodes;
    this.functions = functions;
    this.limit = limit;
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

  void update(XaState xas, long node) {
    if (xas.update != 0) {
      functions.call(xas.update, node);
    }
  }

  /** xas_alloc. */
  long allocate(XaState xas, int shift) {
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
  void deleteNode(XaState xas) {
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

  void updateNode(XaState xas, long node, int count, int values) {
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
}
