package io.kobox.lib;

import static io.kobox.lib.XaNodes.FREE_MARK;
import static io.kobox.lib.XaNodes.isValue;

import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;
import java.util.function.LongConsumer;

/**
 * Numbers without pointers: an XArray of bitmaps, the small ones held in the entry itself
 * (lib/idr.c).
 */
public final class IdaExports {
  private static final int ENOMEM = 12;
  private static final int ENOSPC = 28;

  /** IDA_CHUNK_SIZE is 128 bytes. */
  private static final int BITMAP_BITS = 1024;

  private static final int VALUE_BITS = 63;
  private static final int BITMAP_BYTES = BITMAP_BITS / 8;

  private final GuestMemory memory;
  private final Kmalloc kmalloc;
  private final LongConsumer kfree;
  private final KernelWarning warning;
  private final XArray array;
  private final XaWalk walk;
  private final XaMarks marks;
  private final XaTree tree;
  private final long arrayOffset;

  public IdaExports(
      GuestMemory memory,
      StructLayouts layouts,
      XaNodes nodes,
      GuestFunctions functions,
      WalkLimit limit,
      Kmalloc kmalloc,
      LongConsumer kfree,
      KernelWarning warning) {
    this.memory = memory;
    this.kmalloc = kmalloc;
    this.kfree = kfree;
    this.warning = warning;
    this.array = new XArray(nodes, functions, limit);
    this.walk = array.walk();
    this.marks = array.marks();
    this.tree = array.tree();
    this.arrayOffset = layouts.offset("ida", "xa");
  }

  /** int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max, gfp_t gfp). */
  @KernelExport
  public int ida_alloc_range(long ida, int min, int wantedMax, int gfp) {
    if (min < 0) {
      return -ENOSPC;
    }
    int max = wantedMax < 0 ? Integer.MAX_VALUE : wantedMax;
    XaState state = new XaState(ida + arrayOffset, min / BITMAP_BITS);
    int bit;
    do {
      state.index = min / BITMAP_BITS;
      bit = allocate(state, min, max, gfp);
      if (bit < 0) {
        return bit;
      }
    } while (tree.nomem(state, gfp));
    return state.error() != 0 ? state.error() : (int) state.index * BITMAP_BITS + bit;
  }

  /** The bit taken in the entry of the state's index, or a negative errno. */
  private int allocate(XaState state, int min, int max, int gfp) {
    int bit = min % BITMAP_BITS;
    while (true) {
      long entry = walk.findMarked(state, max / BITMAP_BITS, FREE_MARK);
      if (Long.compareUnsigned(state.index, min / BITMAP_BITS) > 0) {
        bit = 0;
      }
      if (beyond(state, bit, max)) {
        return -ENOSPC;
      }
      if (isValue(entry)) {
        long bits = entry >>> 1;
        if (bit < VALUE_BITS) {
          int free = Math.min(VALUE_BITS, Long.numberOfTrailingZeros(~bits & -1L << bit));
          if (beyond(state, free, max)) {
            return -ENOSPC;
          }
          if (free < VALUE_BITS) {
            array.store(state, (bits | 1L << free) << 1 | 1);
            return free;
          }
          bit = free;
        }
        entry = newBitmap(gfp);
        if (entry == 0) {
          return -ENOMEM;
        }
        memory.putLong(entry, bits);
        array.store(state, entry);
        if (state.error() != 0) {
          kfree.accept(entry);
          return bit;
        }
      }
      if (entry == 0) {
        return storeFirst(state, bit, gfp);
      }
      int free = nextZero(entry, bit);
      if (beyond(state, free, max)) {
        return -ENOSPC;
      }
      if (free < BITMAP_BITS) {
        setBit(entry, free, true);
        if (nextZero(entry, 0) == BITMAP_BITS) {
          marks.clearMark(state, FREE_MARK);
        }
        return free;
      }
      bit = free;
    }
  }

  private static boolean beyond(XaState state, int bit, int max) {
    return Long.compareUnsigned(state.index * BITMAP_BITS + bit, max) > 0;
  }

  /** The first id of an entry. */
  private int storeFirst(XaState state, int bit, int gfp) {
    if (bit < VALUE_BITS) {
      array.store(state, 1L << bit << 1 | 1);
      return bit;
    }
    long bitmap = newBitmap(gfp);
    if (bitmap == 0) {
      return -ENOMEM;
    }
    setBit(bitmap, bit, true);
    array.store(state, bitmap);
    if (state.error() != 0) {
      kfree.accept(bitmap);
    }
    return bit;
  }

  private long newBitmap(int gfp) {
    long bitmap = kmalloc.kmalloc(BITMAP_BYTES, gfp);
    if (bitmap != 0) {
      memory.fill(bitmap, BITMAP_BYTES, (byte) 0);
    }
    return bitmap;
  }

  private int nextZero(long bitmap, int from) {
    for (int start = from & -Long.SIZE; start < BITMAP_BITS; start += Long.SIZE) {
      long below = start < from ? (1L << (from - start)) - 1 : 0;
      long free = ~(memory.getLong(bitmap + start / 8) | below);
      if (free != 0) {
        return start + Long.numberOfTrailingZeros(free);
      }
    }
    return BITMAP_BITS;
  }

  private boolean bit(long bitmap, int bit) {
    return (memory.getByte(bitmap + bit / 8) >> bit % 8 & 1) != 0;
  }

  private void setBit(long bitmap, int bit, boolean on) {
    int mask = 1 << bit % 8;
    int old = memory.getByte(bitmap + bit / 8);
    memory.putByte(bitmap + bit / 8, (byte) (on ? old | mask : old & ~mask));
  }

  /** void ida_free(struct ida *ida, unsigned int id). */
  @KernelExport
  public void ida_free(long ida, int id) {
    if (id < 0) {
      return;
    }
    XaState state = new XaState(ida + arrayOffset, id / BITMAP_BITS);
    int bit = id % BITMAP_BITS;
    long entry = walk.load(state);
    boolean used =
        isValue(entry)
            ? bit < VALUE_BITS && (entry >>> 1 >>> bit & 1) != 0
            : entry != 0 && bit(entry, bit);
    if (!used) {
      warning.warn(
          "lib/idr.c:527 ida_free+0xe2/0x140",
          "ida_free called for id=" + id + " which is not allocated.\n");
    } else if (isValue(entry)) {
      long bits = entry >>> 1 & ~(1L << bit);
      array.store(state, bits == 0 ? 0 : bits << 1 | 1);
    } else {
      setBit(entry, bit, false);
      marks.setMark(state, FREE_MARK);
      if (isEmpty(entry)) {
        kfree.accept(entry);
        array.store(state, 0);
      }
    }
  }

  private boolean isEmpty(long bitmap) {
    for (int at = 0; at < BITMAP_BYTES; at += 8) {
      if (memory.getLong(bitmap + at) != 0) {
        return false;
      }
    }
    return true;
  }

  /** void ida_destroy(struct ida *ida). */
  @KernelExport
  public void ida_destroy(long ida) {
    XaState state = new XaState(ida + arrayOffset, 0);
    long entry = walk.find(state, -1);
    while (entry != 0) {
      if (!isValue(entry)) {
        kfree.accept(entry);
      }
      array.store(state, 0);
      entry = walk.find(state, -1);
    }
  }
}
