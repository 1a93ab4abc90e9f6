package io.kobox.shell.fuzz;

import java.util.Arrays;

/**
 * Bytes for the kernel: some that are given, the rest is filled up. As text {@code "given" LENGTH}.
 *
 * @param given not changed by anybody
 */
@SuppressWarnings("ArrayRecordComponent")
record FuzzData(byte[] given, int length) {
  private static final byte FILLER = 'A';

  byte[] bytes() {
    byte[] bytes = Arrays.copyOf(given, length);
    if (length > given.length) {
      Arrays.fill(bytes, given.length, length, FILLER);
    }
    return bytes;
  }

  /** Nothing but the filler. */
  FuzzData shorter() {
    return given.length == 0 ? this : new FuzzData(new byte[0], length);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("\"");
    for (byte each : given) {
      int c = each & 0xff;
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        text.append(String.format("\\x%02x", c));
      } else {
        text.append((char) c);
      }
    }
    return text.append("\" ").append(length).toString();
  }
}
