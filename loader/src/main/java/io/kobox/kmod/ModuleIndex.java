package io.kobox.kmod;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads an index file ({@code modules.dep.bin} …): a trie of ASCII keys with compressed paths; each
 * key has values sorted by priority (kmod: libkmod/libkmod-index.c). In alias indexes the keys are
 * patterns. A damaged file yields fewer answers, never an error: where kmod would read beyond the
 * mapping, the search ends.
 */
public final class ModuleIndex {
  static final int MAGIC = 0xB007F457;
  static final int VERSION = 0x00020001;
  static final int CHILD_MAX = 128;

  static final int PREFIX = 0x80000000;
  static final int VALUES = 0x40000000;
  static final int CHILDS = 0x20000000;
  static final int MASK = 0x0FFFFFFF;

  private static final int MAX_DEPTH = 4096;
  private static final int HEADER_SIZE = 12;

  /** A value of a key. Smaller priorities come first. */
  public record Value(int priority, String text) {}

  private record Node(String prefix, int first, int last, int children, List<Value> values) {}

  private final byte[] file;

  /** Nodes read during one search: a hostile file may loop. */
  private int budget;

  private ModuleIndex(byte[] file) {
    this.file = file;
  }

  /** index_mm_open(): null if this is no index of a version we read; says why. */
  public static @Nullable ModuleIndex open(byte[] file, KmodLog log) {
    if (file.length < HEADER_SIZE) {
      return null;
    }
    ModuleIndex index = new ModuleIndex(file);
    int magic = index.readLong(0);
    if (magic != MAGIC) {
      log.error(
          "../libkmod/libkmod-index.c:790",
          "index_mm_open",
          "magic check fail: "
              + Integer.toHexString(magic)
              + " instead of "
              + Integer.toHexString(MAGIC));
      return null;
    }
    int major = index.readLong(4) >>> 16;
    if (major != VERSION >>> 16) {
      log.error(
          "../libkmod/libkmod-index.c:797",
          "index_mm_open",
          "major version check fail: " + major + " instead of " + (VERSION >>> 16));
      return null;
    }
    return index;
  }

  /** index_mm_search(): the first value of exactly this key. */
  public @Nullable String search(String key) {
    budget = file.length;
    Node node = node(readLong(8));
    int i = 0;
    while (node != null) {
      if (!key.startsWith(node.prefix, i)) {
        return null;
      }
      i += node.prefix.length();
      if (i == key.length()) {
        return node.values.isEmpty() ? null : node.values.getFirst().text;
      }
      node = child(node, key.charAt(i));
      i++;
    }
    return null;
  }

  /** index_mm_searchwild(): the values of all keys that match as patterns, by priority. */
  public List<Value> searchWild(String key) {
    budget = file.length;
    List<Value> out = new ArrayList<>();
    Node node = node(readLong(8));
    int i = 0;
    while (node != null) {
      for (int j = 0; j < node.prefix.length(); j++) {
        char c = node.prefix.charAt(j);
        if (c == '*' || c == '?' || c == '[') {
          searchAll(node, j, new StringBuilder(), key.substring(i + j), out, 0);
          return out;
        }
        if (i + j == key.length() || c != key.charAt(i + j)) {
          return out;
        }
      }
      i += node.prefix.length();
      for (char wild : new char[] {'*', '?', '['}) {
        Node child = child(node, wild);
        if (child != null) {
          searchAll(child, 0, new StringBuilder().append(wild), key.substring(i), out, 0);
        }
      }
      if (i == key.length()) {
        node.values.forEach(value -> insert(out, value));
        return out;
      }
      node = child(node, key.charAt(i));
      i++;
    }
    return out;
  }

  /** index_mm_dump(): every key and value, one line each. */
  public void dump(String prefix, Consumer<String> line) {
    budget = file.length;
    Node root = node(readLong(8));
    if (root != null) {
      dump(root, new StringBuilder(prefix), line, 0);
    }
  }

  private void dump(Node node, StringBuilder key, Consumer<String> line, int depth) {
    int length = key.length();
    key.append(node.prefix);
    for (Value value : node.values) {
      line.accept(key + " " + value.text + "\n");
    }
    for (int c = node.first; c <= node.last && depth < MAX_DEPTH; c++) {
      Node child = child(node, c);
      if (child != null) {
        key.append((char) c);
        dump(child, key, line, depth + 1);
        key.setLength(key.length() - 1);
      }
    }
    key.setLength(length);
  }

  /** Tries every key below {@code node}; what {@code pattern} holds already was not matched yet. */
  private void searchAll(
      Node node, int from, StringBuilder pattern, String rest, List<Value> out, int depth) {
    int length = pattern.length();
    pattern.append(node.prefix, from, node.prefix.length());
    for (int c = node.first; c <= node.last && depth < MAX_DEPTH; c++) {
      Node child = child(node, c);
      if (child != null) {
        pattern.append((char) c);
        searchAll(child, 0, pattern, rest, out, depth + 1);
        pattern.setLength(pattern.length() - 1);
      }
    }
    if (!node.values.isEmpty() && Fnmatch.matches(pattern.toString(), rest)) {
      node.values.forEach(value -> insert(out, value));
    }
    pattern.setLength(length);
  }

  /** add_value(): before the first that is not smaller, so equal priorities come out reversed. */
  private static void insert(List<Value> values, Value value) {
    int i = 0;
    while (i < values.size()
        && Integer.compareUnsigned(values.get(i).priority, value.priority) < 0) {
      i++;
    }
    values.add(i, value);
  }

  private @Nullable Node child(Node parent, int c) {
    if (c < parent.first || c > parent.last) {
      return null;
    }
    return node(readLong(parent.children + 4 * (c - parent.first)));
  }

  private @Nullable Node node(int offset) {
    int at = offset & MASK;
    if (at == 0 || at >= file.length || budget-- <= 0) {
      return null;
    }
    String prefix = "";
    if ((offset & PREFIX) != 0) {
      prefix = readString(at);
      at += prefix.length() + 1;
    }
    int first = CHILD_MAX;
    int last = 0;
    int children = 0;
    if ((offset & CHILDS) != 0 && at + 2 <= file.length) {
      first = file[at] & 0x7f;
      last = file[at + 1] & 0x7f;
      children = at + 2;
      at = children + 4 * Math.max(0, last - first + 1);
    }
    List<Value> values = List.of();
    if ((offset & VALUES) != 0) {
      values = readValues(at);
    }
    return new Node(prefix, first, last, children, values);
  }

  private List<Value> readValues(int start) {
    int count = readLong(start);
    int at = start + 4;
    List<Value> values = new ArrayList<>(1);
    for (int i = 0; i < count && at + 4 < file.length; i++) {
      int priority = readLong(at);
      String text = readString(at + 4);
      values.add(new Value(priority, text));
      at += 4 + text.length() + 1;
    }
    return values;
  }

  private String readString(int at) {
    int end = at;
    while (end < file.length && file[end] != 0) {
      end++;
    }
    return new String(file, at, Math.max(0, end - at), StandardCharsets.ISO_8859_1);
  }

  private int readLong(int at) {
    if (at < 0 || at + 4 > file.length) {
      return 0;
    }
    return (file[at] & 0xff) << 24
        | (file[at + 1] & 0xff) << 16
        | (file[at + 2] & 0xff) << 8
        | (file[at + 3] & 0xff);
  }
}
