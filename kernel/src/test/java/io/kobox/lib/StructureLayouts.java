package io.kobox.lib;

import java.util.Map;

/** The layouts of the kernel's data structures for tests, as x86-64 has them. */
final class StructureLayouts implements StructLayouts {
  private static final Map<String, Long> OFFSETS =
      Map.ofEntries(
          Map.entry("rb_node.__rb_parent_color", 0L),
          Map.entry("rb_node.rb_right", 8L),
          Map.entry("rb_node.rb_left", 16L),
          Map.entry("rb_root.rb_node", 0L),
          Map.entry("__kfifo.in", 0L),
          Map.entry("__kfifo.out", 4L),
          Map.entry("__kfifo.mask", 8L),
          Map.entry("__kfifo.esize", 12L),
          Map.entry("__kfifo.data", 16L),
          Map.entry("xarray.xa_flags", 4L),
          Map.entry("xarray.xa_head", 8L),
          Map.entry("xa_node.shift", 0L),
          Map.entry("xa_node.offset", 1L),
          Map.entry("xa_node.count", 2L),
          Map.entry("xa_node.nr_values", 3L),
          Map.entry("xa_node.parent", 8L),
          Map.entry("xa_node.array", 16L),
          Map.entry("xa_node.private_list", 24L),
          Map.entry("xa_node.slots", 40L),
          Map.entry("xa_node.marks", 552L),
          Map.entry("xa_state.xa", 0L),
          Map.entry("xa_state.xa_index", 8L),
          Map.entry("xa_state.xa_shift", 16L),
          Map.entry("xa_state.xa_sibs", 17L),
          Map.entry("xa_state.xa_offset", 18L),
          Map.entry("xa_state.xa_node", 24L),
          Map.entry("xa_state.xa_alloc", 32L),
          Map.entry("xa_state.xa_update", 40L),
          Map.entry("idr.idr_rt", 0L),
          Map.entry("idr.idr_base", 16L),
          Map.entry("idr.idr_next", 20L),
          Map.entry("ida.xa", 0L),
          Map.entry("list_head.next", 0L),
          Map.entry("list_head.prev", 8L));

  @Override
  public long offset(String struct, String field) {
    Long offset = OFFSETS.get(struct + "." + field);
    if (offset == null) {
      throw new IllegalArgumentException(struct + "." + field);
    }
    return offset;
  }

  @Override
  public boolean has(String struct, String field) {
    return OFFSETS.containsKey(struct + "." + field);
  }

  @Override
  public long size(String struct) {
    return 576;
  }
}
