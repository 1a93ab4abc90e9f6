package io.kobox.crypto.asymmetrickeys;

import io.kobox.loader.ModuleLoadException;
import java.util.Arrays;

/**
 * Walks over a BER message element by element, with the limits and the leniencies of the kernel's
 * decoder (lib/asn1_decoder.c): tags of one byte, lengths of two, indefinite lengths. Whatever is
 * not as expected is EBADMSG.
 */
final class Asn1Decoder {
  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int OBJECT_IDENTIFIER = 0x06;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;

  private static final int CONSTRUCTED = 0x20;
  private static final int CONTEXT = 0x80;
  private static final int LONG_TAG = 0x1f;
  private static final int INDEFINITE = 0x80;
  private static final int MAX_MESSAGE = 0xffff;

  /** Elements within elements: what a primitive of indefinite length may hold. */
  private static final int MAX_DEPTH = 64;

  /** What is said inside a constructed element. */
  interface Content {
    void read() throws ModuleLoadException;
  }

  private final byte[] data;
  private int end;
  private int at;

  /** Where the contents of the element read last begin. */
  private int start;

  /** Whether the enclosing element ends where two zeros stand. */
  private boolean indefinite;

  /** EMSGSIZE if the message is longer than the decoder takes. */
  Asn1Decoder(byte[] data) throws ModuleLoadException {
    if (data.length > MAX_MESSAGE) {
      throw new ModuleLoadException(ModuleLoadException.EMSGSIZE);
    }
    this.data = data;
    this.end = data.length;
  }

  /** The tag of an element of the context's own, constructed. */
  static int context(int number) {
    return CONTEXT | CONSTRUCTED | number;
  }

  /** The tag of a primitive element of the context's own. */
  static int primitive(int number) {
    return CONTEXT | number;
  }

  /** Whether the enclosing element goes on. */
  boolean hasNext() {
    return at < end && !(indefinite && data[at] == 0);
  }

  /** Whether the next element has that tag; what is constructed may claim to be primitive. */
  boolean nextIs(int tag) throws ModuleLoadException {
    if (at == end) {
      return false;
    }
    if (end - at < 2 || (data[at] & LONG_TAG) == LONG_TAG) {
      throw malformed();
    }
    return matches(data[at] & 0xff, tag);
  }

  private static boolean matches(int found, int tag) {
    return ((found ^ tag) & ~(tag & CONSTRUCTED)) == 0;
  }

  /** Where the contents of the element read last begin in the message. */
  int position() {
    return start;
  }

  /** The contents of a primitive element. */
  byte[] primitiveOf(int tag) throws ModuleLoadException {
    if (end - at < 2 || !nextIs(tag)) {
      throw malformed();
    }
    return any();
  }

  /** The contents of an element of whatever tag. */
  byte[] any() throws ModuleLoadException {
    int tag = tag();
    int length = length(tag);
    start = at;
    if (length < 0) {
      skipIndefinite(0);
      return Arrays.copyOfRange(data, start, at - 2);
    }
    at += length;
    return Arrays.copyOfRange(data, start, at);
  }

  /** Steps into a constructed element and out of it at its end; its contents. */
  byte[] constructed(int tag, Content content) throws ModuleLoadException {
    if (end - at < 2 || !nextIs(tag)) {
      throw malformed();
    }
    int found = tag();
    int length = length(found);
    int from = at;
    int outerEnd = end;
    boolean outerIndefinite = indefinite;
    indefinite = length < 0;
    end = indefinite ? outerEnd : at + length;
    content.read();
    byte[] contents = Arrays.copyOfRange(data, from, at);
    if (indefinite) {
      endOfContents();
    } else if (at != end) {
      throw malformed();
    }
    end = outerEnd;
    indefinite = outerIndefinite;
    start = from;
    return contents;
  }

  /** Elements up to the end of the enclosing one; at least one is expected. */
  void repeated(Content element) throws ModuleLoadException {
    do {
      element.read();
    } while (hasNext());
  }

  private int tag() throws ModuleLoadException {
    if (end - at < 2) {
      throw malformed();
    }
    int tag = data[at++] & 0xff;
    if ((tag & LONG_TAG) == LONG_TAG) {
      throw malformed();
    }
    return tag;
  }

  /** The length that follows a tag; -1 if it is indefinite. */
  private int length(int tag) throws ModuleLoadException {
    int length = data[at++] & 0xff;
    if (length == INDEFINITE) {
      if ((tag & CONSTRUCTED) == 0 || end - at < 2) {
        throw malformed();
      }
      return -1;
    }
    if (length > INDEFINITE) {
      int count = length - INDEFINITE;
      if (count > 2 || count > end - at) {
        throw malformed();
      }
      length = 0;
      for (; count > 0; count--) {
        length = length << 8 | (data[at++] & 0xff);
      }
    }
    if (length > end - at) {
      throw malformed();
    }
    return length;
  }

  /** asn1_find_indefinite_length(): steps behind the end-of-contents. */
  private void skipIndefinite(int depth) throws ModuleLoadException {
    if (depth == MAX_DEPTH) {
      throw malformed();
    }
    while (end - at < 2 || data[at] != 0 || data[at + 1] != 0) {
      int tag = tag();
      int length = length(tag);
      if (length < 0) {
        skipIndefinite(depth + 1);
      } else {
        at += length;
      }
    }
    at += 2;
  }

  private void endOfContents() throws ModuleLoadException {
    if (end - at < 2 || data[at] != 0 || data[at + 1] != 0) {
      throw malformed();
    }
    at += 2;
  }

  static ModuleLoadException malformed() {
    return new ModuleLoadException(ModuleLoadException.EBADMSG);
  }
}
