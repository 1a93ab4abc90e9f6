package io.kobox.junit;

import java.util.ArrayDeque;
import java.util.List;

/** The last calls of modules to the kernel. */
final class TraceTail {
  private static final int LENGTH = 40;

  private final ArrayDeque<String> lines = new ArrayDeque<>();

  synchronized void add(String line) {
    if (lines.size() == LENGTH) {
      lines.removeFirst();
    }
    lines.add(line);
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }
}
