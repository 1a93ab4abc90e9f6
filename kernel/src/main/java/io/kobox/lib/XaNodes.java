package io.kobox.lib;

import io.kobox.machine.GuestMemory;
import io.kobox.types.GuestList;
import java.util.function.LongConsumer;
import java.util.function.ObjLongConsumer;

/**
 * The nodes that XArrays, radix trees and IDRs are made of, and their heads (struct xa_node, struct
 * xarray; include/linux/xarray.h). An entry that is a node has its two lowest bits {@code 10}.
 */
public final class XaNodes {
  static final int CHUNK_SHIFT = 6;
  static final int CHUNK_SIZE = 1 << CHUNK_SHIFT;
  static final int CHUNK_MASK = CHUNK_SIZE - 1;
  static final int MAX_MARKS = 3;

  /** XA_FREE_MARK and IDR_FREE. */
  static final int FREE_MARK = 0;

  static final long RETRY_ENTRY = internal(256);
  static final long ZERO_ENTRY = internal(257);

  /** XA_FLAGS_TRACK_FREE, which is the radix tree's ROOT_IS_IDR. */
  static final int TRACK_FREE = 4;

  static final int ZERO_BUSY = 8;
  static final int ALLOC_WRAPPED = 16;

  private final GuestMemory memory;
  private final Kmalloc kmalloc;
  private final LongConsumer kfree;
  private final ObjLongConsumer<Runnable> callRcu;
  private final long nodeSize;
  private final long shift;
  private final long offset;
  private final long count;
  private final long values;
  private final long parent;
  private final long array;
  private final long privateList;
  private final long slots;
  private final long marks;
  private final long headFlags;
  private final long headEntry;
  private final int markShift;

  /**
   * @param callRcu runs what frees a node after a grace period: readers may still walk a freed node
   * @param markShift __GFP_BITS_SHIFT: the marks of the head lie above
   */
  public XaNodes(
      GuestMemory memory,
      StructLayouts layouts,
      Kmalloc kmalloc,
      LongConsumer kfree,
      ObjLongConsumer<Runnable> callRcu,
      int markShift) {
    this.markShift = markShift;
    this.memory = memory;
    this.kmalloc = kmalloc;
    this.kfree = kfree;
    this.callRcu = callRcu;
    this.nodeSize = layouts.size("xa_node");
    this.shift = layouts.offset("xa_node", "shift");
    this.offset = layouts.offset("xa_node", "offset");
    this.count = layouts.offset("xa_node", "count");
    this.values = layouts.offset("xa_node", "nr_values");
    this.parent = layouts.offset("xa_node", "parent");
    this.array = layouts.offset("xa_node", "array");
    this.privateList = layouts.offset("xa_node", "private_list");
    this.slots = layouts.offset("xa_node", "slots");
    this.marks = layouts.offset("xa_node", "marks");
    this.headFlags = layouts.offset("xarray", "xa_flags");
    this.headEntry = layouts.offset("xarray", "xa_head");
  }

  static long internal(long value) {
    return value << 2 | 2;
  }

  static boolean isInternal(long entry) {
    return (entry & 3) == 2;
  }

  static boolean isNode(long entry) {
    return isInternal(entry) && Long.compareUnsigned(entry, 4096) > 0;
  }

  static boolean isSibling(long entry) {
    return isInternal(entry) && Long.compareUnsigned(entry, internal(CHUNK_SIZE - 1)) < 0;
  }

  static boolean isValue(long entry) {
    return (entry & 1) != 0;
  }

  /** xa_is_advanced: only for users of the advanced interface. */
  static boolean isAdvanced(long entry) {
    return isInternal(entry) && Long.compareUnsigned(entry, RETRY_ENTRY) <= 0;
  }

  static long toNode(long entry) {
    return entry - 2;
  }

  static long toEntry(long node) {
    return node | 2;
  }

  /** A new node; 0 if there is no memory. */
  long allocate(int gfp) {
    long node = kmalloc.kmalloc(nodeSize, gfp);
    if (node != 0) {
      memory.fill(node, nodeSize, (byte) 0);
      new GuestList(memory).init(node + privateList);
    }
    return node;
  }

  /** Frees a node that was part of a tree. */
  void free(long node) {
    memory.putLong(node + array, 1);
    callRcu.accept(() -> freeNow(node), node);
  }

  /** Frees a node that nobody has seen. */
  void freeNow(long node) {
    kfree.accept(node);
  }

  /** The shift, bounded to what a shift of 64 bits can be. */
  int shift(long node) {
    return memory.getByte(node + shift) & 63;
  }

  void setShift(long node, int value) {
    memory.putByte(node + shift, (byte) value);
  }

  int offset(long node) {
    return memory.getByte(node + offset) & 0xff;
  }

  void setOffset(long node, int value) {
    memory.putByte(node + offset, (byte) value);
  }

  int count(long node) {
    return memory.getByte(node + count) & 0xff;
  }

  void setCount(long node, int value) {
    memory.putByte(node + count, (byte) value);
  }

  int values(long node) {
    return memory.getByte(node + values) & 0xff;
  }

  void setValues(long node, int value) {
    memory.putByte(node + values, (byte) value);
  }

  long parent(long node) {
    return memory.getLong(node + parent);
  }

  void setParent(long node, long value) {
    memory.putLong(node + parent, value);
  }

  void setArray(long node, long value) {
    memory.putLong(node + array, value);
  }

  /** {@code &node->slots[index]}. */
  long slot(long node, int index) {
    return node + slots + 8L * index;
  }

  /** get_slot_offset. */
  int slotOffset(long node, long slot) {
    return node == 0 ? 0 : (int) ((slot - node - slots) / 8);
  }

  long entry(long node, int index) {
    return memory.getLong(slot(node, index & CHUNK_MASK));
  }

  long load(long slot) {
    return memory.getLong(slot);
  }

  void store(long slot, long entry) {
    memory.putLong(slot, entry);
  }

  /** The bits of one mark. */
  long marks(long node, int mark) {
    return memory.getLong(node + marks + 8L * mark);
  }

  void setMarks(long node, int mark, long bits) {
    memory.putLong(node + marks + 8L * mark, bits);
  }

  boolean mark(long node, int index, int mark) {
    return (marks(node, mark) >>> index & 1) != 0;
  }

  /** Returns whether it was set. */
  boolean setMark(long node, int index, int mark) {
    long bits = marks(node, mark);
    setMarks(node, mark, bits | 1L << index);
    return (bits >>> index & 1) != 0;
  }

  /** Returns whether it was set. */
  boolean clearMark(long node, int index, int mark) {
    long bits = marks(node, mark);
    setMarks(node, mark, bits & ~(1L << index));
    return (bits >>> index & 1) != 0;
  }

  /** The first index from {@code from} on that has the mark; CHUNK_SIZE if none has. */
  int nextMark(long node, int mark, int from) {
    if (from >= CHUNK_SIZE) {
      return CHUNK_SIZE;
    }
    return Math.min(CHUNK_SIZE, Long.numberOfTrailingZeros(marks(node, mark) & -1L << from));
  }

  int flags(long head) {
    return memory.getInt(head + headFlags);
  }

  void setFlags(long head, int flags) {
    memory.putInt(head + headFlags, flags);
  }

  boolean hasFlag(long head, int flag) {
    return (flags(head) & flag) != 0;
  }

  boolean headMark(long head, int mark) {
    return (flags(head) & 1 << (markShift + mark)) != 0;
  }

  void setHeadMark(long head, int mark, boolean on) {
    int bit = 1 << (markShift + mark);
    setFlags(head, on ? flags(head) | bit : flags(head) & ~bit);
  }

  /** {@code &xa->xa_head}. */
  long headSlot(long head) {
    return head + headEntry;
  }

  long head(long head) {
    return memory.getLong(head + headEntry);
  }

  void setHead(long head, long entry) {
    memory.putLong(head + headEntry, entry);
  }

  /** The index within {@code node} that leads to {@code index}. */
  int offsetOf(long index, long node) {
    return (int) (index >>> shift(node)) & CHUNK_MASK;
  }

  /** The largest index below a head entry. */
  long maxIndex(long entry) {
    return isNode(entry) ? maxIndexOfShift(shift(toNode(entry))) : 0;
  }

  static long maxIndexOfShift(int shift) {
    return ((long) CHUNK_SIZE << shift) - 1;
  }
}
