package io.kobox.lib;

import static io.kobox.lib.XaNodes.ALLOC_WRAPPED;
import static io.kobox.lib.XaNodes.FREE_MARK;
import static io.kobox.lib.XaNodes.MAX_MARKS;
import static io.kobox.lib.XaNodes.TRACK_FREE;
import static io.kobox.lib.XaNodes.ZERO_BUSY;
import static io.kobox.lib.XaNodes.ZERO_ENTRY;
import static io.kobox.lib.XaNodes.isNode;
import static io.kobox.lib.XaNodes.toNode;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.machine.GuestMemory;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** lib/xarray.c: the plain interface, and the advanced one on the guest's own struct xa_state. */
public final class XarrayExports {
  private static final int EINVAL = 22;
  private static final int EBUSY = 16;
  private static final String NO_WARNING = "the WARN_ON_ONCE for wrong entries is not printed";

  private final GuestMemory memory;
  private final XArray array;
  private final XaWalk walk;
  private final XaMarks marks;
  private final XaTree tree;
  private final XaNodes nodes;
  private final XaState.Layout states;

  public XarrayExports(
      GuestMemory memory,
      StructLayouts layouts,
      XaNodes nodes,
      GuestFunctions functions,
      WalkLimit limit) {
    this.memory = memory;
    this.nodes = nodes;
    this.array = new XArray(nodes, functions, limit);
    this.walk = array.walk();
    this.marks = array.marks();
    this.tree = array.tree();
    this.states = new XaState.Layout(memory, layouts);
  }

  /** Runs an operation on the struct xa_state at {@code address}. */
  private long with(long address, ToLongFunction<XaState> operation) {
    XaState state = states.load(address);
    long result = operation.applyAsLong(state);
    states.store(state, address);
    return result;
  }

  /** An operation of the plain interface, repeated when it lacked memory for a node. */
  private long retrying(XaState state, int gfp, ToLongFunction<XaState> operation) {
    long result;
    do {
      result = operation.applyAsLong(state);
    } while (tree.nomem(state, gfp));
    return result;
  }

  /** void *xas_load(struct xa_state *xas). */
  @KernelExport
  public long xas_load(long xas) {
    return with(xas, walk::load);
  }

  /** void *xas_store(struct xa_state *xas, void *entry). */
  @KernelExport
  public long xas_store(long xas, long entry) {
    return with(xas, state -> array.store(state, entry));
  }

  /** void *xas_find(struct xa_state *xas, unsigned long max). */
  @KernelExport
  public long xas_find(long xas, long max) {
    return with(xas, state -> walk.find(state, max));
  }

  /** void *xas_find_marked(struct xa_state *xas, unsigned long max, xa_mark_t mark). */
  @KernelExport
  public long xas_find_marked(long xas, long max, int mark) {
    return with(xas, state -> walk.findMarked(state, max, mark % MAX_MARKS));
  }

  /** void *xas_find_conflict(struct xa_state *xas). */
  @KernelExport
  public long xas_find_conflict(long xas) {
    return with(xas, walk::findConflict);
  }

  /** bool xas_nomem(struct xa_state *xas, gfp_t gfp). */
  @KernelExport
  public boolean xas_nomem(long xas, int gfp) {
    return with(xas, state -> tree.nomem(state, gfp) ? 1 : 0) != 0;
  }

  /** void xas_create_range(struct xa_state *xas). */
  @KernelExport
  public void xas_create_range(long xas) {
    with(
        xas,
        state -> {
          array.createRange(state);
          return 0;
        });
  }

  /** bool xas_get_mark(const struct xa_state *xas, xa_mark_t mark). */
  @KernelExport
  public boolean xas_get_mark(long xas, int mark) {
    return marks.getMark(states.load(xas), mark);
  }

  /** void xas_set_mark(const struct xa_state *xas, xa_mark_t mark). */
  @KernelExport
  public void xas_set_mark(long xas, int mark) {
    marks.setMark(states.load(xas), mark);
  }

  /** void xas_clear_mark(const struct xa_state *xas, xa_mark_t mark). */
  @KernelExport
  public void xas_clear_mark(long xas, int mark) {
    marks.clearMark(states.load(xas), mark);
  }

  /** void xas_init_marks(const struct xa_state *xas). */
  @KernelExport
  public void xas_init_marks(long xas) {
    marks.initMarks(states.load(xas));
  }

  /** void xas_pause(struct xa_state *xas). */
  @KernelExport
  public void xas_pause(long xas) {
    with(
        xas,
        state -> {
          walk.pause(state);
          return 0;
        });
  }

  /** void *__xas_prev(struct xa_state *xas). */
  @KernelExport
  public long __xas_prev(long xas) {
    return with(xas, state -> walk.neighbour(state, -1));
  }

  /** void *__xas_next(struct xa_state *xas). */
  @KernelExport
  public long __xas_next(long xas) {
    return with(xas, state -> walk.neighbour(state, 1));
  }

  /** int xas_get_order(struct xa_state *xas). */
  @KernelExport
  public int xas_get_order(long xas) {
    return walk.order(states.load(xas));
  }

  /** void *xa_load(struct xarray *xa, unsigned long index). */
  @KernelExport
  public long xa_load(long xa, long index) {
    long entry = walk.load(new XaState(xa, index));
    return entry == ZERO_ENTRY ? 0 : entry;
  }

  /** void *xa_erase(struct xarray *xa, unsigned long index). */
  @KernelExport(aliases = "__xa_erase")
  public long xa_erase(long xa, long index) {
    XaState state = new XaState(xa, index);
    return XArray.result(state, array.store(state, 0));
  }

  /** void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp). */
  @KernelExport(aliases = "__xa_store", level = Level.PARTIAL, note = NO_WARNING)
  public long xa_store(long xa, long index, long entry, int gfp) {
    if (XaNodes.isAdvanced(entry)) {
      return XaState.errorEntry(-EINVAL);
    }
    boolean track = nodes.hasFlag(xa, TRACK_FREE);
    long stored = track && entry == 0 ? ZERO_ENTRY : entry;
    return plain(
        xa,
        index,
        gfp,
        state -> {
          long old = array.store(state, stored);
          if (track) {
            marks.clearMark(state, FREE_MARK);
          }
          return old;
        });
  }

  private long plain(long xa, long index, int gfp, ToLongFunction<XaState> operation) {
    XaState state = new XaState(xa, index);
    return XArray.result(state, retrying(state, gfp, operation));
  }

  /**
   * void *__xa_cmpxchg(struct xarray *xa, unsigned long index, void *old, void *entry, gfp_t gfp).
   */
  @KernelExport(level = Level.PARTIAL, note = NO_WARNING)
  public long __xa_cmpxchg(long xa, long index, long old, long entry, int gfp) {
    if (XaNodes.isAdvanced(entry)) {
      return XaState.errorEntry(-EINVAL);
    }
    return plain(
        xa,
        index,
        gfp,
        state -> {
          long found = walk.load(state);
          if (found == old) {
            array.store(state, entry);
            if (nodes.hasFlag(xa, TRACK_FREE) && entry != 0 && found == 0) {
              marks.clearMark(state, FREE_MARK);
            }
          }
          return found;
        });
  }

  /** int __xa_insert(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp). */
  @KernelExport(level = Level.PARTIAL, note = NO_WARNING)
  public int __xa_insert(long xa, long index, long entry, int gfp) {
    if (XaNodes.isAdvanced(entry)) {
      return -EINVAL;
    }
    XaState state = new XaState(xa, index);
    retrying(
        state,
        gfp,
        s -> {
          if (walk.load(s) != 0) {
            s.setError(-EBUSY);
            return 0;
          }
          array.store(s, entry == 0 ? ZERO_ENTRY : entry);
          if (nodes.hasFlag(xa, TRACK_FREE)) {
            marks.clearMark(s, FREE_MARK);
          }
          return 0;
        });
    return state.error();
  }

  /**
   * void *xa_store_range(struct xarray *xa, unsigned long first, unsigned long last, void *entry,
   * gfp_t gfp).
   */
  @KernelExport(level = Level.PARTIAL, note = NO_WARNING)
  public long xa_store_range(long xa, long first, long last, long entry, int gfp) {
    if (!XArray.isPlain(entry) || Long.compareUnsigned(last, first) < 0) {
      return XaState.errorEntry(-EINVAL);
    }
    long[] next = {first};
    XaState state = new XaState(xa, 0);
    retrying(
        state,
        gfp,
        s -> {
          if (entry != 0) {
            int order = last + 1 == 0 ? Long.SIZE : Long.numberOfTrailingZeros(last + 1);
            s.setOrder(last, order);
            array.create(s, true);
            if (s.error() != 0) {
              return 0;
            }
          }
          do {
            XArray.setRange(s, next[0], last);
            array.store(s, entry);
            if (s.error() != 0) {
              return 0;
            }
            next[0] += XArray.span(s);
          } while (Long.compareUnsigned(next[0], last) <= 0 && next[0] != 0);
          return 0;
        });
    return XArray.result(state, 0);
  }

  /** int xa_get_order(struct xarray *xa, unsigned long index). */
  @KernelExport
  public int xa_get_order(long xa, long index) {
    XaState state = new XaState(xa, index);
    return walk.load(state) == 0 ? 0 : walk.order(state);
  }

  /**
   * int __xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, gfp_t gfp).
   *
   * @param limit max in the lower half, min in the upper
   */
  @KernelExport(level = Level.PARTIAL, note = NO_WARNING)
  public int __xa_alloc(long xa, long id, long entry, long limit, int gfp) {
    if (XaNodes.isAdvanced(entry) || !nodes.hasFlag(xa, TRACK_FREE)) {
      return -EINVAL;
    }
    XaState state = new XaState(xa, 0);
    retrying(
        state,
        gfp,
        s -> {
          s.index = limit >>> 32;
          walk.findMarked(s, limit & 0xffff_ffffL, FREE_MARK);
          if (s.node == XaState.RESTART) {
            s.setError(-EBUSY);
          } else {
            memory.putInt(id, (int) s.index);
          }
          array.store(s, entry == 0 ? ZERO_ENTRY : entry);
          marks.clearMark(s, FREE_MARK);
          return 0;
        });
    return state.error();
  }

  /**
   * int __xa_alloc_cyclic(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, u32
   * *next, gfp_t gfp).
   */
  @KernelExport(level = Level.PARTIAL, note = NO_WARNING)
  public int __xa_alloc_cyclic(long xa, long id, long entry, long limit, long next, int gfp) {
    long max = limit & 0xffff_ffffL;
    long min = limit >>> 32;
    long from = Math.max(min, memory.getInt(next) & 0xffff_ffffL);
    int result = __xa_alloc(xa, id, entry, from << 32 | max, gfp);
    if (result == 0 && nodes.hasFlag(xa, ALLOC_WRAPPED)) {
      nodes.setFlags(xa, nodes.flags(xa) & ~ALLOC_WRAPPED);
      result = 1;
    }
    if (result < 0 && from > min) {
      result = __xa_alloc(xa, id, entry, limit, gfp);
      if (result == 0) {
        result = 1;
      }
    }
    if (result >= 0) {
      int following = memory.getInt(id) + 1;
      memory.putInt(next, following);
      if (following == 0) {
        nodes.setFlags(xa, nodes.flags(xa) | ALLOC_WRAPPED);
      }
    }
    return result;
  }

  /** void xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark). */
  @KernelExport(aliases = "__xa_set_mark")
  public void xa_set_mark(long xa, long index, int mark) {
    XaState state = new XaState(xa, index);
    if (walk.load(state) != 0) {
      marks.setMark(state, mark);
    }
  }

  /** void xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark). */
  @KernelExport(aliases = "__xa_clear_mark")
  public void xa_clear_mark(long xa, long index, int mark) {
    XaState state = new XaState(xa, index);
    if (walk.load(state) != 0) {
      marks.clearMark(state, mark);
    }
  }

  /** bool xa_get_mark(struct xarray *xa, unsigned long index, xa_mark_t mark). */
  @KernelExport
  public boolean xa_get_mark(long xa, long index, int mark) {
    XaState state = new XaState(xa, index);
    long entry = walk.start(state);
    for (int level = 0; level <= Long.SIZE / XaNodes.CHUNK_SHIFT + 1; level++) {
      if (!marks.getMark(state, mark)) {
        return false;
      }
      if (!isNode(entry)) {
        return true;
      }
      entry = walk.descend(state, toNode(entry));
    }
    return false;
  }

  private Function<XaState, Long> finder(long max, int filter) {
    return Integer.compareUnsigned(filter, MAX_MARKS) < 0
        ? state -> walk.findMarked(state, max, filter)
        : state -> walk.find(state, max);
  }

  /**
   * void *xa_find(struct xarray *xa, unsigned long *indexp, unsigned long max, xa_mark_t filter).
   */
  @KernelExport
  public long xa_find(long xa, long index, long max, int filter) {
    XaState state = new XaState(xa, memory.getLong(index));
    Function<XaState, Long> find = finder(max, filter);
    long entry;
    do {
      entry = find.apply(state);
    } while (XaWalk.retry(state, entry));
    if (entry != 0) {
      memory.putLong(index, state.index);
    }
    return entry;
  }

  /**
   * void *xa_find_after(struct xarray *xa, unsigned long *indexp, unsigned long max, xa_mark_t
   * filter).
   */
  @KernelExport
  public long xa_find_after(long xa, long index, long max, int filter) {
    XaState state = new XaState(xa, memory.getLong(index) + 1);
    if (state.index == 0) {
      return 0;
    }
    Function<XaState, Long> find = finder(max, filter);
    long entry;
    do {
      entry = find.apply(state);
    } while (!state.invalid() && (walk.sibling(state) || XaWalk.retry(state, entry)));
    if (entry != 0) {
      memory.putLong(index, state.index);
    }
    return entry;
  }

  /**
   * unsigned int xa_extract(struct xarray *xa, void **dst, unsigned long start, unsigned long max,
   * unsigned int n, xa_mark_t filter).
   */
  @KernelExport
  public int xa_extract(long xa, long target, long start, long max, int n, int filter) {
    XaState state = new XaState(xa, start);
    Function<XaState, Long> find = finder(max, filter);
    int found = 0;
    while (Integer.compareUnsigned(found, n) < 0) {
      long entry = find.apply(state);
      if (entry == 0) {
        break;
      }
      if (!XaWalk.retry(state, entry)) {
        memory.putLong(target + 8L * found, entry);
        found++;
      }
    }
    return found;
  }

  /** void xa_destroy(struct xarray *xa). */
  @KernelExport
  public void xa_destroy(long xa) {
    XaState state = new XaState(xa, 0);
    state.node = 0;
    long entry = nodes.head(xa);
    nodes.setHead(xa, 0);
    marks.initMarks(state);
    if (nodes.hasFlag(xa, ZERO_BUSY)) {
      nodes.setHeadMark(xa, FREE_MARK, false);
    }
    if (isNode(entry)) {
      tree.freeNodes(state, toNode(entry));
    }
  }
}
