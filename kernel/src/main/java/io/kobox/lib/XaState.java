package io.kobox.lib;

import io.kobox.machine.GuestMemory;

/** struct xa_state: where an operation on an XArray is (include/linux/xarray.h). */
final class XaState {
  /** XAS_BOUNDS: beyond the allocated nodes. */
  static final long BOUNDS = 1;

  /** XAS_RESTART: not walked to the right place yet. */
  static final long RESTART = 3;

  private static final int MAX_ERRNO = 4095;

  final long xa;
  long index;
  int shift;
  int sibs;
  int offset;
  long node = RESTART;
  long alloc;
  long update;

  XaState(long xa, long index) {
    this.xa = xa;
    this.index = index;
  }

  /** The fields' places in guest memory. */
  static final class Layout {
    private final GuestMemory memory;
    private final long xa;
    private final long index;
    private final long shift;
    private final long sibs;
    private final long offset;
    private final long node;
    private final long alloc;
    private final long update;

    Layout(GuestMemory memory, StructLayouts layouts) {
      this.memory = memory;
      this.xa = layouts.offset("xa_state", "xa");
      this.index = layouts.offset("xa_state", "xa_index");
      this.shift = layouts.offset("xa_state", "xa_shift");
      this.sibs = layouts.offset("xa_state", "xa_sibs");
      this.offset = layouts.offset("xa_state", "xa_offset");
      this.node = layouts.offset("xa_state", "xa_node");
      this.alloc = layouts.offset("xa_state", "xa_alloc");
      this.update = layouts.offset("xa_state", "xa_update");
    }

    XaState load(long address) {
      XaState state = new XaState(memory.getLong(address + xa), memory.getLong(address + index));
      state.shift = memory.getByte(address + shift) & 63;
      state.sibs = memory.getByte(address + sibs) & XaNodes.CHUNK_MASK;
      state.offset = memory.getByte(address + offset) & 0xff;
      state.node = memory.getLong(address + node);
      state.alloc = memory.getLong(address + alloc);
      state.update = memory.getLong(address + update);
      return state;
    }

    void store(XaState state, long address) {
      memory.putLong(address + index, state.index);
      memory.putByte(address + shift, (byte) state.shift);
      memory.putByte(address + sibs, (byte) state.sibs);
      memory.putByte(address + offset, (byte) state.offset);
      memory.putLong(address + node, state.node);
      memory.putLong(address + alloc, state.alloc);
    }
  }

  /** xas_set. */
  void set(long newIndex) {
    index = newIndex;
    node = RESTART;
  }

  /** xas_set_order. */
  void setOrder(long newIndex, int order) {
    index = order < Long.SIZE ? newIndex >>> order << order : 0;
    shift = order - order % XaNodes.CHUNK_SHIFT;
    sibs = (1 << order % XaNodes.CHUNK_SHIFT) - 1;
    node = RESTART;
  }

  /** xas_error: 0 or a negative errno. */
  int error() {
    if (XaNodes.isInternal(node)) {
      long errno = node >> 2;
      return errno < 0 && errno >= -MAX_ERRNO ? (int) errno : 0;
    }
    return 0;
  }

  /** xas_set_err. */
  void setError(int error) {
    node = errorEntry(error);
  }

  /** XA_ERROR. */
  static long errorEntry(int error) {
    return (long) error << 2 | 2;
  }

  boolean invalid() {
    return (node & 3) != 0;
  }

  boolean valid() {
    return !invalid();
  }

  boolean isNode() {
    return valid() && node != 0;
  }

  /** xas_not_node: an error, BOUNDS, RESTART or the head. */
  boolean notNode() {
    return (node & 3) != 0 || node == 0;
  }

  /** xas_frozen. */
  boolean frozen() {
    return (node & 2) != 0;
  }

  /** xas_top. */
  boolean top() {
    return Long.compareUnsigned(node, RESTART) <= 0;
  }

  /** set_bounds. */
  long bounds() {
    node = BOUNDS;
    return 0;
  }
}
