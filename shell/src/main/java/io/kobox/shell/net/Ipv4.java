package io.kobox.shell.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** IPv4 addresses: as text, and in a {@code struct sockaddr_in}. */
final class Ipv4 {
  static final int AF_INET = 2;

  /** The size of a struct sockaddr. */
  static final int SOCKADDR_SIZE = 16;

  private static final int ADDRESS = 4;

  private Ipv4() {}

  /** The address that {@code text} is; null if it is none. */
  static byte @Nullable [] parse(String text) {
    String dotted = text.equals("localhost") ? "127.0.0.1" : text;
    String[] parts = dotted.split("\\.", -1);
    if (parts.length != ADDRESS) {
      return null;
    }
    byte[] address = new byte[ADDRESS];
    for (int i = 0; i < ADDRESS; i++) {
      if (!parts[i].matches("[0-9]{1,3}") || Integer.parseInt(parts[i]) > 255) {
        return null;
      }
      address[i] = (byte) Integer.parseInt(parts[i]);
    }
    return address;
  }

  /** A struct sockaddr_in. */
  static byte[] sockaddr(byte[] address) {
    return ByteBuffer.allocate(SOCKADDR_SIZE)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) AF_INET)
        .putShort((short) 0)
        .put(address)
        .array();
  }

  /** The address of the struct sockaddr_in at {@code offset}. */
  static String text(byte[] bytes, int offset) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < ADDRESS; i++) {
      text.append(i == 0 ? "" : ".").append(bytes[offset + ADDRESS + i] & 0xff);
    }
    return text.toString();
  }
}
