package io.kobox.loader;

import java.util.Arrays;
import java.util.Optional;

/**
 * A walk over the elements of one level of a DER message, for {@link ModuleSignature}. Lengths are
 * checked; what is malformed reads as absent.
 */
final class Der {
  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int OBJECT_IDENTIFIER = 0x06;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;
  static final int CONTEXT_0 = 0xa0;
  static final int CONTEXT_1 = 0xa1;

  private final byte[] bytes;
  private final int end;
  private int at;

  /** The elements of the whole message. */
  Der(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private Der(byte[] bytes, int at, int end) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** Steps over the next element and answers its contents, if it has that tag. */
  Optional<Der> next(int tag) {
    if (at + 2 > end || (bytes[at] & 0xff) != tag) {
      return Optional.empty();
    }
    int from = at + 2;
    long length = bytes[at + 1] & 0xff;
    if (length >= 0x80) {
      int count = (int) length & 0x7f;
      if (count == 0 || count > 4 || count > end - from) {
        return Optional.empty();
      }
      length = 0;
      for (int i = 0; i < count; i++) {
        length = length << 8 | (bytes[from++] & 0xff);
      }
    }
    if (length > end - from) {
      return Optional.empty();
    }
    at = from + (int) length;
    return Optional.of(new Der(bytes, from, at));
  }

  boolean hasNext() {
    return at < end;
  }

  /** The tag of the next element, -1 at the end. */
  int nextTag() {
    return hasNext() ? bytes[at] & 0xff : -1;
  }

  /** The bytes not walked over yet. */
  byte[] rest() {
    return Arrays.copyOfRange(bytes, at, end);
  }
}
