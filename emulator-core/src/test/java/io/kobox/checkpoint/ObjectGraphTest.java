package io.kobox.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ObjectGraphTest {
  /** Something with a state of each kind. */
  private static final class Node {
    private int number = 1;
    private @Nullable Node next;
    private final List<Node> list = new ArrayList<>();
    private final Map<String, Integer> map = new HashMap<>();
    private final TreeMap<Long, Node> tree = new TreeMap<>();
    private final ArrayDeque<Integer> queue = new ArrayDeque<>();
    private final PriorityQueue<Integer> heap = new PriorityQueue<>();
    private final BitSet bits = new BitSet();
    private final StringBuilder text = new StringBuilder();
    private final byte[] bytes = new byte[4];
    private final @Nullable Node[] nodes = new Node[2];
    @HostSide private int turns;
    @HostSide private final List<Integer> hosts = new ArrayList<>();
    private IntSupplier captured = () -> 0;
  }

  private static final Shapes SHAPES = new Shapes(List.of());

  private static ObjectGraph graph(Object root) {
    ObjectGraph graph = new ObjectGraph(SHAPES);
    graph.add(root);
    return graph;
  }

  @Test
  void allOfTheStateGoesBack() {
    Node node = new Node();
    Node other = new Node();
    int[] hidden = {7};
    node.next = other;
    node.captured = () -> hidden[0];
    node.list.add(other);
    node.map.put("a", 1);
    node.tree.put(1L, other);
    node.queue.add(1);
    node.heap.add(3);
    node.bits.set(5);
    node.text.append("then");
    node.bytes[1] = 9;
    node.nodes[0] = other;
    ObjectImage image = graph(node).image();

    node.number = 2;
    node.next = null;
    other.number = 3;
    hidden[0] = 8;
    node.captured = () -> 0;
    node.list.clear();
    node.map.put("b", 2);
    node.tree.put(0L, node);
    node.queue.addFirst(0);
    node.heap.add(1);
    node.bits.set(6);
    node.text.append(" and now");
    node.bytes[1] = 0;
    node.nodes[0] = null;
    image.restore();

    assertEquals(1, node.number);
    assertSame(other, node.next);
    assertEquals(1, other.number);
    assertEquals(7, node.captured.getAsInt());
    assertEquals(List.of(other), node.list);
    assertEquals(Map.of("a", 1), node.map);
    assertEquals(Map.of(1L, other), node.tree);
    assertEquals(List.of(1), List.copyOf(node.queue));
    assertEquals(List.of(3), List.copyOf(node.heap));
    assertEquals("{5}", node.bits.toString());
    assertEquals("then", node.text.toString());
    assertEquals(9, node.bytes[1]);
    assertSame(other, node.nodes[0]);
  }

  @Test
  void theHostsSideStays() {
    Node node = new Node();
    ObjectImage image = graph(node).image();
    node.turns = 5;
    node.hosts.add(1);
    image.restore();
    assertEquals(5, node.turns);
    assertEquals(List.of(1), node.hosts);
  }

  /** Two images of one graph; the second has objects that the first has not seen. */
  @Test
  void eachImageHasItsTime() {
    Node node = new Node();
    ObjectGraph graph = graph(node);
    ObjectImage first = graph.image();
    Node late = new Node();
    node.next = late;
    late.number = 10;
    ObjectImage second = graph.image();
    late.number = 11;
    first.restore();
    assertEquals(null, node.next);
    second.restore();
    assertSame(late, node.next);
    assertEquals(10, late.number);
  }

  @Test
  void whatIsGoneIsForgotten() {
    Node node = new Node();
    ObjectGraph graph = graph(node);
    int size = graph.image().size();
    for (int i = 0; i < 100; i++) {
      node.next = new Node();
      graph.image();
    }
    assertTrue(graph.image().size() <= 4 * size);
    assertEquals(1, node.number);
  }

  @Test
  void whatCannotBeKeptIsSaid() {
    Object[] holder = {new Random(1)};
    assertThrows(IllegalStateException.class, () -> graph(holder).image());
  }
}
