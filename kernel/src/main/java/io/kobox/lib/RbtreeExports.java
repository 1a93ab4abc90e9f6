package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;

/** lib/rbtree.c. */
public final class RbtreeExports {
  private final RbTree tree;
  private final GuestFunctions functions;

  public RbtreeExports(
      GuestMemory memory, StructLayouts layouts, GuestFunctions functions, WalkLimit limit) {
    this.tree = new RbTree(memory, layouts, limit);
    this.functions = functions;
  }

  /** void rb_insert_color(struct rb_node *node, struct rb_root *root). */
  @KernelExport
  public void rb_insert_color(long node, long root) {
    tree.insertColor(node, root, RbTree.Rotate.NONE);
  }

  /** void rb_erase(struct rb_node *node, struct rb_root *root). */
  @KernelExport
  public void rb_erase(long node, long root) {
    tree.erase(node, root);
  }

  /**
   * void __rb_insert_augmented(struct rb_node *node, struct rb_root *root, void
   * (*augment_rotate)(struct rb_node *old, struct rb_node *new)).
   */
  @KernelExport
  public void __rb_insert_augmented(long node, long root, long rotate) {
    tree.insertColor(node, root, (old, added) -> functions.call(rotate, old, added));
  }

  /**
   * void __rb_erase_color(struct rb_node *parent, struct rb_root *root, void
   * (*augment_rotate)(struct rb_node *old, struct rb_node *new)).
   */
  @KernelExport
  public void __rb_erase_color(long parent, long root, long rotate) {
    tree.eraseColor(parent, root, (old, added) -> functions.call(rotate, old, added));
  }

  /** struct rb_node *rb_first(const struct rb_root *root). */
  @KernelExport
  public long rb_first(long root) {
    return tree.first(root);
  }

  /** struct rb_node *rb_last(const struct rb_root *root). */
  @KernelExport
  public long rb_last(long root) {
    return tree.last(root);
  }

  /** struct rb_node *rb_next(const struct rb_node *node). */
  @KernelExport
  public long rb_next(long node) {
    return tree.neighbour(node, true);
  }

  /** struct rb_node *rb_prev(const struct rb_node *node). */
  @KernelExport
  public long rb_prev(long node) {
    return tree.neighbour(node, false);
  }

  /** void rb_replace_node(struct rb_node *victim, struct rb_node *new, struct rb_root *root). */
  @KernelExport(aliases = "rb_replace_node_rcu")
  public void rb_replace_node(long victim, long replacement, long root) {
    tree.replace(victim, replacement, root);
  }

  /** struct rb_node *rb_first_postorder(const struct rb_root *root). */
  @KernelExport
  public long rb_first_postorder(long root) {
    return tree.firstPostorder(root);
  }

  /** struct rb_node *rb_next_postorder(const struct rb_node *node). */
  @KernelExport
  public long rb_next_postorder(long node) {
    return tree.nextPostorder(node);
  }
}
