package io.kobox.lib;

import io.kobox.machine.GuestMemory;

/**
 * Red-black trees over nodes of the guest, with the very steps of lib/rbtree.c and
 * include/linux/rbtree_augmented.h: the same shape and colours come out.
 */
final class RbTree {
  /** What is called when nodes move (struct rb_augment_callbacks). */
  @FunctionalInterface
  interface Rotate {
    void rotate(long old, long replacement);

    /** A tree that is not augmented. */
    Rotate NONE = (old, replacement) -> {};
  }

  static final long RED = 0;
  static final long BLACK = 1;
  private static final long COLOR_MASK = 3;

  private final GuestMemory memory;
  private final WalkLimit limit;
  private final long parentColor;
  private final long right;
  private final long left;
  private final long rootNode;

  RbTree(GuestMemory memory, StructLayouts layouts, WalkLimit limit) {
    this.memory = memory;
    this.limit = limit;
    this.parentColor = layouts.offset("rb_node", "__rb_parent_color");
    this.right = layouts.offset("rb_node", "rb_right");
    this.left = layouts.offset("rb_node", "rb_left");
    this.rootNode = layouts.offset("rb_root", "rb_node");
  }

  private long parentAndColor(long node) {
    return memory.getLong(node + parentColor);
  }

  private void setParentAndColor(long node, long value) {
    memory.putLong(node + parentColor, value);
  }

  long parent(long node) {
    return parentAndColor(node) & ~COLOR_MASK;
  }

  private boolean isBlack(long node) {
    return (parentAndColor(node) & BLACK) != 0;
  }

  private boolean isRed(long node) {
    return !isBlack(node);
  }

  private void setParent(long node, long parent) {
    setParentAndColor(node, (parentAndColor(node) & BLACK) | parent);
  }

  long right(long node) {
    return memory.getLong(node + right);
  }

  long left(long node) {
    return memory.getLong(node + left);
  }

  long root(long root) {
    return memory.getLong(root + rootNode);
  }

  /** The child on one side: {@code near} left for a parent that is left, and mirrored. */
  private long child(long node, boolean leftSide) {
    return leftSide ? left(node) : right(node);
  }

  private void setChild(long node, boolean leftSide, long child) {
    memory.putLong(node + (leftSide ? left : right), child);
  }

  /** __rb_change_child. */
  private void changeChild(long old, long replacement, long parent, long root) {
    if (parent == 0) {
      memory.putLong(root + rootNode, replacement);
    } else {
      setChild(parent, left(parent) == old, replacement);
    }
  }

  private void rotateSetParents(long old, long replacement, long root, long color) {
    long parent = parent(old);
    setParentAndColor(replacement, parentAndColor(old));
    setParentAndColor(old, replacement | color);
    changeChild(old, replacement, parent, root);
  }

  /** __rb_insert. */
  void insertColor(long inserted, long root, Rotate augment) {
    limit.start();
    long node = inserted;
    long parent = parentAndColor(node);
    while (true) {
      limit.step();
      if (parent == 0) {
        setParentAndColor(node, BLACK);
        return;
      }
      if (isBlack(parent)) {
        return;
      }
      long grandparent = parentAndColor(parent);
      boolean isLeft = parent != right(grandparent);
      long uncle = child(grandparent, !isLeft);
      if (uncle == 0 || isBlack(uncle)) {
        rotateInserted(node, parent, grandparent, isLeft, root, augment);
        return;
      }
      setParentAndColor(uncle, grandparent | BLACK);
      setParentAndColor(parent, grandparent | BLACK);
      node = grandparent;
      parent = parent(node);
      setParentAndColor(node, parent | RED);
    }
  }

  /** Cases 2 and 3 of __rb_insert. */
  private void rotateInserted(
      long node, long oldParent, long grandparent, boolean isLeft, long root, Rotate augment) {
    long parent = oldParent;
    long moved = child(parent, !isLeft);
    if (node == moved) {
      moved = child(node, isLeft);
      setChild(parent, !isLeft, moved);
      setChild(node, isLeft, parent);
      if (moved != 0) {
        setParentAndColor(moved, parent | BLACK);
      }
      setParentAndColor(parent, node | RED);
      augment.rotate(parent, node);
      parent = node;
      moved = child(node, !isLeft);
    }
    setChild(grandparent, isLeft, moved);
    setChild(parent, !isLeft, grandparent);
    if (moved != 0) {
      setParentAndColor(moved, grandparent | BLACK);
    }
    rotateSetParents(grandparent, parent, root, RED);
    augment.rotate(grandparent, parent);
  }

  /** ____rb_erase_color. */
  void eraseColor(long start, long root, Rotate augment) {
    limit.start();
    long parent = start;
    long node = 0;
    while (true) {
      limit.step();
      boolean isLeft = node != right(parent);
      long sibling = child(parent, !isLeft);
      if (isRed(sibling)) {
        long near = child(sibling, isLeft);
        setChild(parent, !isLeft, near);
        setChild(sibling, isLeft, parent);
        setParentAndColor(near, parent | BLACK);
        rotateSetParents(parent, sibling, root, RED);
        augment.rotate(parent, sibling);
        sibling = near;
      }
      long far = child(sibling, !isLeft);
      if (far == 0 || isBlack(far)) {
        long near = child(sibling, isLeft);
        if (near == 0 || isBlack(near)) {
          setParentAndColor(sibling, parent | RED);
          if (isRed(parent)) {
            setParentAndColor(parent, parentAndColor(parent) | BLACK);
            return;
          }
          node = parent;
          parent = parent(node);
          if (parent == 0) {
            return;
          }
          continue;
        }
        far = child(near, !isLeft);
        setChild(sibling, isLeft, far);
        setChild(near, !isLeft, sibling);
        setChild(parent, !isLeft, near);
        if (far != 0) {
          setParentAndColor(far, sibling | BLACK);
        }
        augment.rotate(sibling, near);
        far = sibling;
        sibling = near;
      }
      long near = child(sibling, isLeft);
      setChild(parent, !isLeft, near);
      setChild(sibling, isLeft, parent);
      setParentAndColor(far, sibling | BLACK);
      if (near != 0) {
        setParent(near, parent);
      }
      rotateSetParents(parent, sibling, root, BLACK);
      augment.rotate(parent, sibling);
      return;
    }
  }

  /** rb_erase: takes the node out and balances what remains. */
  void erase(long node, long root) {
    long rebalance = unlink(node, root);
    if (rebalance != 0) {
      eraseColor(rebalance, root, Rotate.NONE);
    }
  }

  /** __rb_erase_augmented without callbacks: where to balance, 0 for nowhere. */
  private long unlink(long node, long root) {
    long child = right(node);
    long leftChild = left(node);
    long parentAndColor = parentAndColor(node);
    long parent = parentAndColor & ~COLOR_MASK;
    if (leftChild == 0) {
      changeChild(node, child, parent, root);
      if (child != 0) {
        setParentAndColor(child, parentAndColor);
        return 0;
      }
      return (parentAndColor & BLACK) != 0 ? parent : 0;
    }
    if (child == 0) {
      setParentAndColor(leftChild, parentAndColor);
      changeChild(node, leftChild, parent, root);
      return 0;
    }
    long successor = child;
    long below;
    long belowParent;
    long next = left(child);
    if (next == 0) {
      belowParent = successor;
      below = right(successor);
    } else {
      limit.start();
      do {
        limit.step();
        belowParent = successor;
        successor = next;
        next = left(next);
      } while (next != 0);
      below = right(successor);
      setChild(belowParent, true, below);
      setChild(successor, false, child);
      setParent(child, successor);
    }
    long nodeLeft = left(node);
    setChild(successor, true, nodeLeft);
    setParent(nodeLeft, successor);
    long moved = parentAndColor(node);
    changeChild(node, successor, moved & ~COLOR_MASK, root);
    long rebalance = 0;
    if (below != 0) {
      setParentAndColor(below, belowParent | BLACK);
    } else if (isBlack(successor)) {
      rebalance = belowParent;
    }
    setParentAndColor(successor, moved);
    return rebalance;
  }

  /** The node furthest to one side below {@code node}, which may be 0. */
  private long deepest(long node, boolean leftSide) {
    limit.start();
    long at = node;
    long next = node;
    while (next != 0) {
      limit.step();
      at = next;
      next = child(at, leftSide);
    }
    return at;
  }

  /** rb_first. */
  long first(long root) {
    return deepest(root(root), true);
  }

  /** rb_last. */
  long last(long root) {
    return deepest(root(root), false);
  }

  /** rb_next ({@code forward}) and rb_prev. */
  long neighbour(long node, boolean forward) {
    if (parentAndColor(node) == node) {
      return 0;
    }
    long child = child(node, !forward);
    if (child != 0) {
      return deepest(child, forward);
    }
    limit.start();
    long at = node;
    long parent = parent(at);
    while (parent != 0 && at == child(parent, !forward)) {
      limit.step();
      at = parent;
      parent = parent(at);
    }
    return parent;
  }

  /** rb_replace_node. */
  void replace(long victim, long replacement, long root) {
    long parent = parent(victim);
    memory.putLong(replacement + parentColor, memory.getLong(victim + parentColor));
    memory.putLong(replacement + right, right(victim));
    memory.putLong(replacement + left, left(victim));
    if (left(victim) != 0) {
      setParent(left(victim), replacement);
    }
    if (right(victim) != 0) {
      setParent(right(victim), replacement);
    }
    changeChild(victim, replacement, parent, root);
  }

  /** rb_left_deepest_node. */
  private long leftDeepest(long node) {
    limit.start();
    long at = node;
    while (true) {
      limit.step();
      if (left(at) != 0) {
        at = left(at);
      } else if (right(at) != 0) {
        at = right(at);
      } else {
        return at;
      }
    }
  }

  /** rb_first_postorder. */
  long firstPostorder(long root) {
    long node = root(root);
    return node == 0 ? 0 : leftDeepest(node);
  }

  /** rb_next_postorder. */
  long nextPostorder(long node) {
    if (node == 0) {
      return 0;
    }
    long parent = parent(node);
    if (parent != 0 && node == left(parent) && right(parent) != 0) {
      return leftDeepest(right(parent));
    }
    return parent;
  }
}
