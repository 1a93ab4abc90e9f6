package io.kobox.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** XArrays, IDRs, IDAs, red-black trees and FIFOs against Java's own collections. */
class StructuresTest {
  private static final int ALLOC_FLAGS = XaNodes.TRACK_FREE | 1 << 27;
  private static final int EBUSY = 16;
  private static final int ENOSPC = 28;

  private final ArrayMemory memory = new ArrayMemory();
  private final StructLayouts layouts = new StructureLayouts();
  private final Deque<Long> freed = new ArrayDeque<>();
  private final WalkLimit limit = new WalkLimit(() -> new AssertionError("stuck"));
  private final GuestFunctions functions =
      (function, arguments) -> {
        throw new IllegalArgumentException();
      };
  private int inUse;
  private final XaNodes nodes =
      new XaNodes(memory, layouts, this::allocate, this::free, (action, node) -> action.run(), 27);

  private long allocate(long size, int gfp) {
    inUse++;
    return freed.isEmpty() ? memory.space(576) : freed.pop();
  }

  private void free(long address) {
    if (address != 0) {
      inUse--;
      freed.push(address);
    }
  }

  private XarrayExports xarrays() {
    return new XarrayExports(memory, layouts, nodes, functions, limit);
  }

  private long head(int flags) {
    long head = memory.space(32);
    memory.putInt(head + 4, flags);
    return head;
  }

  private static long randomIndex(Random random) {
    return random.nextLong() >>> random.nextInt(64);
  }

  @Test
  void xarrayHoldsWhatWasStored() {
    XarrayExports xa = xarrays();
    long head = head(0);
    TreeMap<Long, Long> model = new TreeMap<>(Long::compareUnsigned);
    Random random = new Random(1);
    for (int i = 0; i < 5_000; i++) {
      boolean grow = model.size() < 60;
      long index = grow || random.nextInt(4) == 0 ? randomIndex(random) : model.firstKey();
      long old = model.getOrDefault(index, 0L);
      if (grow) {
        long entry = random.nextInt(1 << 20) * 4L + 4;
        assertEquals(old, xa.xa_store(head, index, entry, 0));
        model.put(index, entry);
      } else {
        assertEquals(old, xa.xa_erase(head, index));
        model.remove(index);
      }
      long probe = randomIndex(random);
      assertEquals(model.getOrDefault(probe, 0L), xa.xa_load(head, probe));
      if (i % 100 == 0) {
        assertEquals(List.copyOf(model.keySet()), indices(xa, head, 8));
      }
    }
    xa.xa_destroy(head);
    assertEquals(0, inUse);
  }

  private List<Long> indices(XarrayExports xa, long head, int filter) {
    List<Long> found = new ArrayList<>();
    long index = memory.longs(0);
    long entry = xa.xa_find(head, index, -1, filter);
    while (entry != 0) {
      found.add(memory.getLong(index));
      entry = xa.xa_find_after(head, index, -1, filter);
    }
    return found;
  }

  @Test
  void marksGoUpAndDownTheTree() {
    XarrayExports xa = xarrays();
    long head = head(0);
    TreeSet<Long> marked = new TreeSet<>(Long::compareUnsigned);
    Random random = new Random(2);
    for (int i = 0; i < 60; i++) {
      long index = randomIndex(random);
      xa.xa_store(head, index, 8, 0);
      if (random.nextBoolean()) {
        xa.xa_set_mark(head, index, 1);
        marked.add(index);
      }
    }
    assertEquals(List.copyOf(marked), indices(xa, head, 1));
    assertEquals(List.of(), indices(xa, head, 2));
    for (long index : List.copyOf(marked)) {
      assertTrue(xa.xa_get_mark(head, index, 1));
      xa.xa_clear_mark(head, index, 1);
      marked.remove(index);
      assertEquals(List.copyOf(marked), indices(xa, head, 1));
    }
    assertFalse(nodes.headMark(head, 1));
  }

  @Test
  void xarrayAllocatesTheLowestFreeIndex() {
    XarrayExports xa = xarrays();
    long head = head(ALLOC_FLAGS);
    long id = memory.longs(0);
    for (int i = 0; i < 200; i++) {
      assertEquals(0, xa.__xa_alloc(head, id, 8, 5L << 32 | 204, 0));
      assertEquals(i + 5, memory.getInt(id));
    }
    assertEquals(-EBUSY, xa.__xa_alloc(head, id, 8, 5L << 32 | 204, 0));
    xa.xa_erase(head, 77);
    assertEquals(0, xa.__xa_alloc(head, id, 8, 5L << 32 | 204, 0));
    assertEquals(77, memory.getInt(id));
  }

  @Test
  void rangesAreOneEntry() {
    XarrayExports xa = xarrays();
    long head = head(0);
    assertEquals(0, xa.xa_store_range(head, 60, 200, 8, 0));
    for (long index = 0; index < 300; index++) {
      assertEquals(index >= 60 && index <= 200 ? 8 : 0, xa.xa_load(head, index), "at " + index);
    }
    assertEquals(7, xa.xa_get_order(head, 64));
    xa.xa_erase(head, 70);
    assertEquals(0, xa.xa_load(head, 100));
    assertEquals(0, xa.xa_load(head, 191));
    assertEquals(8, xa.xa_load(head, 192));
  }

  @Test
  void idrGivesAndTakesIds() {
    IdrExports idrs = new IdrExports(memory, layouts, nodes, functions, limit, (site, text) -> {});
    long idr = head(ALLOC_FLAGS);
    TreeMap<Integer, Long> model = new TreeMap<>();
    Random random = new Random(3);
    for (int i = 0; i < 5_000; i++) {
      if (random.nextInt(100) < (i / 500 % 2 == 0 ? 60 : 40)) {
        long pointer = random.nextInt(100) == 0 ? 0 : random.nextInt(1 << 20) * 4L + 4;
        int start = random.nextInt(300);
        int expected = start;
        while (model.containsKey(expected)) {
          expected++;
        }
        assertEquals(expected, idrs.idr_alloc(idr, pointer, start, 0, 0));
        model.put(expected, pointer);
      } else {
        int id = random.nextInt(700);
        long old = model.getOrDefault(id, 0L);
        assertEquals(old, idrs.idr_remove(idr, id));
        model.remove(id);
      }
      int probe = random.nextInt(700);
      assertEquals(model.getOrDefault(probe, 0L), idrs.idr_find(idr, probe));
    }
    long next = memory.longs(0);
    for (Map.Entry<Integer, Long> entry : model.entrySet()) {
      if (entry.getValue() != 0) {
        assertEquals(entry.getValue(), idrs.idr_get_next(idr, next));
        assertEquals(entry.getKey(), memory.getInt(next));
      }
      memory.putInt(next, entry.getKey() + 1);
    }
    idrs.idr_destroy(idr);
    assertEquals(0, inUse);
    assertEquals(0, idrs.idr_alloc(idr, 8, 0, 1, 0));
    assertEquals(-ENOSPC, idrs.idr_alloc(idr, 8, 0, 1, 0));
  }

  @Test
  void idaGivesTheLowestFreeId() {
    List<String> warnings = new ArrayList<>();
    IdaExports idas =
        new IdaExports(
            memory,
            layouts,
            nodes,
            functions,
            limit,
            this::allocate,
            this::free,
            (site, text) -> warnings.add(text));
    long ida = head(ALLOC_FLAGS);
    TreeSet<Integer> used = new TreeSet<>();
    Random random = new Random(4);
    for (int i = 0; i < 6_000; i++) {
      if (random.nextInt(100) < (i / 1000 % 2 == 0 ? 80 : 20)) {
        int min = random.nextInt(10) == 0 ? random.nextInt(3000) : 0;
        int expected = min;
        while (used.contains(expected)) {
          expected++;
        }
        assertEquals(expected, idas.ida_alloc_range(ida, min, -1, 0));
        used.add(expected);
      } else {
        Integer id = used.ceiling(random.nextInt(3000));
        if (id != null) {
          idas.ida_free(ida, id);
          used.remove(id);
        }
      }
    }
    assertEquals(List.of(), warnings);
    idas.ida_free(ida, 1_000_000);
    assertEquals(List.of("ida_free called for id=1000000 which is not allocated.\n"), warnings);
    idas.ida_destroy(ida);
    assertEquals(0, inUse);
    assertEquals(5, idas.ida_alloc_range(ida, 5, 5, 0));
    assertEquals(-ENOSPC, idas.ida_alloc_range(ida, 5, 5, 0));
  }

  @Test
  void redBlackTreesStayBalancedAndInOrder() {
    RbtreeExports rb = new RbtreeExports(memory, layouts, functions, limit);
    long root = memory.longs(0);
    TreeMap<Integer, Long> model = new TreeMap<>();
    Random random = new Random(5);
    for (int i = 0; i < 5000; i++) {
      int key = random.nextInt(300);
      Long known = model.remove(key);
      if (known != null) {
        rb.rb_erase(known, root);
      } else {
        long node = memory.longs(0, 0, 0, key);
        insert(rb, root, node);
        model.put(key, node);
      }
      if (i % 10 == 0) {
        List<Long> inOrder = new ArrayList<>();
        for (long node = rb.rb_first(root); node != 0; node = rb.rb_next(node)) {
          inOrder.add(node);
        }
        assertEquals(List.copyOf(model.values()), inOrder);
        blackHeight(memory.getLong(root), true);
      }
    }
  }

  private void insert(RbtreeExports rb, long root, long node) {
    long parent = 0;
    long link = root;
    while (memory.getLong(link) != 0) {
      parent = memory.getLong(link);
      link = memory.getLong(node + 24) < memory.getLong(parent + 24) ? parent + 16 : parent + 8;
    }
    memory.putLong(node, parent);
    memory.putLong(link, node);
    rb.rb_insert_color(node, root);
  }

  private int blackHeight(long node, boolean parentIsRed) {
    if (node == 0) {
      return 1;
    }
    boolean black = (memory.getLong(node) & 1) != 0;
    assertTrue(black || !parentIsRed, "a red node below a red one");
    int left = blackHeight(memory.getLong(node + 16), !black);
    assertEquals(left, blackHeight(memory.getLong(node + 8), !black));
    return left + (black ? 1 : 0);
  }

  @Test
  void aTreeThatIsARingIsASoftLockup() {
    RbtreeExports rb = new RbtreeExports(memory, layouts, functions, limit);
    long node = memory.space(24);
    memory.putLong(node + 16, node);
    long root = memory.longs(node);
    assertThrows(AssertionError.class, () -> rb.rb_first(root));
  }

  @Test
  void fifosWrap() {
    KfifoExports fifos = new KfifoExports(memory, layouts, this::allocate, this::free);
    long fifo = memory.space(24);
    assertEquals(0, fifos.__kfifo_alloc(fifo, 100, 1, 0));
    byte[] text =
        "hello world, hello world, hello world, hello worl".getBytes(StandardCharsets.US_ASCII);
    long in = memory.data(text);
    long out = memory.space(64);
    for (int i = 0; i < 10; i++) {
      assertEquals(49, fifos.__kfifo_in(fifo, in, 49));
      assertEquals(49, fifos.__kfifo_in(fifo, in, 49));
      assertEquals(30, fifos.__kfifo_in(fifo, in, 49));
      for (int length : new int[] {49, 49, 30, 0}) {
        assertEquals(length, fifos.__kfifo_out(fifo, out, 49));
        assertEquals(
            new String(text, 0, length, StandardCharsets.US_ASCII), memory.string(out, length));
      }
    }
    assertEquals(20, fifos.__kfifo_in_r(fifo, in, 20, 2));
    assertEquals(20, fifos.__kfifo_len_r(fifo, 2));
    assertEquals(7, fifos.__kfifo_out_r(fifo, out, 7, 2));
    assertEquals(0, fifos.__kfifo_out_r(fifo, out, 7, 2));
    fifos.__kfifo_free(fifo);
    assertEquals(0, inUse);
  }
}
