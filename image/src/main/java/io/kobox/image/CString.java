package io.kobox.image;

import java.nio.charset.StandardCharsets;

/** Strings as C has them: bytes up to a NUL. */
final class CString {
  private CString() {}

  /** The bytes of {@code text}, with the NUL. */
  static byte[] of(String text) {
    return (text + "\0").getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The string that begins at {@code from}. */
  static String at(byte[] bytes, int from) {
    int to = from;
    while (bytes[to] != 0) {
      to++;
    }
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
