package io.kobox.gdb;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Numbers and bytes as packets have them. */
final class Hex {
  private static final HexFormat FORMAT = HexFormat.of();

  private Hex() {}

  /** A packet that is none of the protocol's. */
  static final class BadPacketException extends Exception {
    private static final long serialVersionUID = 1L;

    BadPacketException(String packet) {
      super(packet);
    }
  }

  static long number(String digits) throws BadPacketException {
    try {
      return Long.parseUnsignedLong(digits, 16);
    } catch (NumberFormatException e) {
      throw new BadPacketException(digits);
    }
  }

  /** A length or an index. */
  static int count(String digits) throws BadPacketException {
    long value = number(digits);
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new BadPacketException(digits);
    }
    return (int) value;
  }

  static byte[] bytes(String digits) throws BadPacketException {
    try {
      return FORMAT.parseHex(digits);
    } catch (IllegalArgumentException e) {
      throw new BadPacketException(digits);
    }
  }

  static String text(String digits) throws BadPacketException {
    return new String(bytes(digits), StandardCharsets.UTF_8);
  }

  static String of(byte[] bytes) {
    return FORMAT.formatHex(bytes);
  }

  static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A register's value: bytes in the machine's order. */
  static String littleEndian(long value, int bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes; i++) {
      text.append(FORMAT.toHexDigits((byte) (value >>> (i * Byte.SIZE))));
    }
    return text.toString();
  }

  static long littleEndian(String digits) throws BadPacketException {
    byte[] bytes = bytes(digits);
    long value = 0;
    for (int i = 0; i < Math.min(bytes.length, Long.BYTES); i++) {
      value |= (bytes[i] & 0xffL) << (i * Byte.SIZE);
    }
    return value;
  }
}
