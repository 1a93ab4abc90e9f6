package io.kobox.shell.survey;

import java.util.List;
import java.util.stream.IntStream;

/** Every {@code count}-th module, from the {@code index}-th on, the first being 1. */
record Shard(int index, int count) {
  /** Reads "index/count". */
  static Shard parse(String text) {
    String[] parts = text.split("/", -1);
    try {
      if (parts.length == 2) {
        Shard shard = new Shard(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        if (shard.index >= 1 && shard.index <= shard.count) {
          return shard;
        }
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException("--shard: '" + text + "' is not I/N with I from 1 to N");
  }

  <T> List<T> of(List<T> all) {
    return IntStream.range(0, all.size())
        .filter(i -> i % count == index - 1)
        .mapToObj(all::get)
        .toList();
  }
}
