package io.kobox.kmod;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds an index file that {@link ModuleIndex} reads (kmod: tools/depmod.c: index_insert()). */
public final class IndexWriter {
  private static final class Node {
    private String prefix;
    private List<ModuleIndex.Value> values = new ArrayList<>(1);
    private int first = ModuleIndex.CHILD_MAX;
    private int last;

    /** Indexed by character; null while there is none. */
    private @Nullable Node @Nullable [] children;

    private Node(String prefix) {
      this.prefix = prefix;
    }

    private @Nullable Node child(char c) {
      return children == null ? null : children[c];
    }

    private void setChild(char c, Node child) {
      if (children == null) {
        children = new Node[ModuleIndex.CHILD_MAX];
      }
      children[c] = child;
      first = Math.min(first, c);
      last = Math.max(last, c);
    }
  }

  private final Node root = new Node("");
  private final Output out = new Output();

  /**
   * Adds a value to a key, before those of equal priority.
   *
   * @return whether the key had this value already (it is added all the same)
   * @throws IllegalArgumentException if key or value is not 7-bit ASCII, naming the character
   */
  public boolean insert(String key, String value, int priority) {
    checkString(key);
    checkString(value);
    Node node = root;
    int i = 0;
    while (true) {
      int common = commonPrefix(node.prefix, key, i);
      if (common < node.prefix.length()) {
        split(node, common);
      }
      i += common;
      if (i == key.length()) {
        return addValue(node.values, value, priority);
      }
      char c = key.charAt(i);
      Node child = node.child(c);
      if (child == null) {
        child = new Node(key.substring(i + 1));
        child.values.add(new ModuleIndex.Value(priority, value));
        node.setChild(c, child);
        return false;
      }
      node = child;
      i++;
    }
  }

  /** The file. */
  public byte[] toBytes() {
    out.reset();
    out.writeLong(ModuleIndex.MAGIC);
    out.writeLong(ModuleIndex.VERSION);
    out.writeLong(0);
    int rootOffset = write(root);
    byte[] file = out.toByteArray();
    for (int i = 0; i < 4; i++) {
      file[8 + i] = (byte) (rootOffset >>> (24 - 8 * i));
    }
    return file;
  }

  private static int commonPrefix(String prefix, String key, int from) {
    int limit = Math.min(prefix.length(), key.length() - from);
    int i = 0;
    while (i < limit && prefix.charAt(i) == key.charAt(from + i)) {
      i++;
    }
    return i;
  }

  /** The node keeps {@code length} characters of its prefix; all else moves to a new child. */
  private static void split(Node node, int length) {
    Node child = new Node(node.prefix.substring(length + 1));
    child.values = node.values;
    child.children = node.children;
    child.first = node.first;
    child.last = node.last;
    char c = node.prefix.charAt(length);
    node.prefix = node.prefix.substring(0, length);
    node.values = new ArrayList<>(1);
    node.children = null;
    node.first = ModuleIndex.CHILD_MAX;
    node.last = 0;
    node.setChild(c, child);
  }

  private static boolean addValue(List<ModuleIndex.Value> values, String value, int priority) {
    boolean duplicate = false;
    for (ModuleIndex.Value other : values) {
      duplicate |= other.text().equals(value);
    }
    int i = 0;
    while (i < values.size() && values.get(i).priority() < priority) {
      i++;
    }
    values.add(i, new ModuleIndex.Value(priority, value));
    return duplicate;
  }

  /** Children first; returns the node's offset with its flags. */
  private int write(Node node) {
    int[] offsets = {};
    if (node.children != null) {
      offsets = new int[node.last - node.first + 1];
      for (int i = 0; i < offsets.length; i++) {
        Node child = node.children[node.first + i];
        offsets[i] = child == null ? 0 : write(child);
      }
    }
    int offset = out.size();
    if (!node.prefix.isEmpty()) {
      out.writeString(node.prefix);
      offset |= ModuleIndex.PREFIX;
    }
    if (offsets.length > 0) {
      out.write(node.first);
      out.write(node.last);
      for (int child : offsets) {
        out.writeLong(child);
      }
      offset |= ModuleIndex.CHILDS;
    }
    if (!node.values.isEmpty()) {
      out.writeLong(node.values.size());
      for (ModuleIndex.Value value : node.values) {
        out.writeLong(value.priority());
        out.writeString(value.text());
      }
      offset |= ModuleIndex.VALUES;
    }
    return offset;
  }

  private static void checkString(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= ModuleIndex.CHILD_MAX) {
        throw new IllegalArgumentException(
            "Module index: bad character '"
                + text.charAt(i)
                + "'=0x"
                + Integer.toHexString(text.charAt(i))
                + " - only 7-bit ASCII is supported:\n"
                + text);
      }
    }
  }

  private static final class Output extends ByteArrayOutputStream {
    private Output() {
      super(1 << 16);
    }

    private void writeLong(int value) {
      write(value >>> 24);
      write(value >>> 16);
      write(value >>> 8);
      write(value);
    }

    private void writeString(String text) {
      writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
      write(0);
    }
  }
}
