package io.kobox.btf;

import java.nio.charset.StandardCharsets;

/** The names that type records refer to by an offset. Offset 0, or one outside, is "". */
sealed interface Strings permits SectionStrings, TieredStrings {
  /** The bytes that the string at {@code offset} is in; byte 0 and the last byte are 0. */
  byte[] table(int offset);

  /** Where the string at {@code offset} begins in its table. */
  int position(int offset);

  /** The string at {@code offset}, each byte one char. */
  default String string(int offset) {
    byte[] table = table(offset);
    int start = position(offset);
    int end = start;
    while (table[end] != 0) {
      end++;
    }
    return end == start ? "" : new String(table, start, end - start, StandardCharsets.ISO_8859_1);
  }

  /** The hash of the string at {@code offset}, equal to that of an equal {@code String}. */
  default int hash(int offset) {
    byte[] table = table(offset);
    int hash = 0;
    for (int i = position(offset); table[i] != 0; i++) {
      hash = hash * 31 + (table[i] & 0xff);
    }
    return hash;
  }

  /** Whether the string at {@code offset} is {@code name}. */
  default boolean matches(int offset, String name) {
    byte[] table = table(offset);
    int start = position(offset);
    for (int i = 0; i < name.length(); i++) {
      int character = table[start + i] & 0xff;
      if (character == 0 || character != name.charAt(i)) {
        return false;
      }
    }
    return table[start + name.length()] == 0;
  }
}
