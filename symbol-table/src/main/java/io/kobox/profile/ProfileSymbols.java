package io.kobox.profile;

import io.kobox.kallsyms.Kallsyms;
import io.kobox.vmlinux.ImageFormatException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The kernel's symbol table in a profile: the number of symbols, then for each the distance of its
 * address from the one before (a number of 7 bits per byte, the lowest first), then for each how
 * much of the name before it begins with (a byte), its type and the rest of its name, ended by a
 * zero.
 */
final class ProfileSymbols {
  private static final int LONGEST_SHARED = 255;

  private ProfileSymbols() {}

  static byte[] write(Kallsyms symbols) {
    ByteArrayOutputStream distances = new ByteArrayOutputStream();
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    putNumber(distances, symbols.size());
    long address = 0;
    String before = "";
    for (int i = 0; i < symbols.size(); i++) {
      Kallsyms.Symbol symbol = symbols.symbol(i);
      putNumber(distances, symbol.address() - address);
      address = symbol.address();
      int shared = shared(before, symbol.name());
      names.write(shared);
      names.write(symbol.type());
      names.writeBytes(symbol.name().substring(shared).getBytes(StandardCharsets.ISO_8859_1));
      names.write(0);
      before = symbol.name();
    }
    distances.writeBytes(names.toByteArray());
    return distances.toByteArray();
  }

  private static int shared(String before, String name) {
    int most = Math.min(LONGEST_SHARED, Math.min(before.length(), name.length()));
    int count = 0;
    while (count < most && before.charAt(count) == name.charAt(count)) {
      count++;
    }
    return count;
  }

  private static void putNumber(ByteArrayOutputStream out, long number) {
    long rest = number;
    while (Long.compareUnsigned(rest, 0x7f) > 0) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  static Kallsyms read(byte[] bytes) throws ImageFormatException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long count = number(in);
    if (count < 0 || count > bytes.length) {
      throw new ImageFormatException("the symbol table has an impossible size");
    }
    long[] addresses = new long[(int) count];
    long address = 0;
    for (int i = 0; i < addresses.length; i++) {
      address += number(in);
      addresses[i] = address;
    }
    String[] names = new String[addresses.length];
    String before = "?";
    for (int i = 0; i < names.length; i++) {
      before = name(in, before);
      names[i] = before;
    }
    return Kallsyms.of(addresses, i -> names[i]);
  }

  /** The next type and name; {@code before} is the one before, with its type. */
  private static String name(ByteBuffer in, String before) throws ImageFormatException {
    if (in.remaining() < 2) {
      throw new ImageFormatException("the symbol table is cut off");
    }
    int shared = Byte.toUnsignedInt(in.get());
    char type = (char) Byte.toUnsignedInt(in.get());
    int start = in.position();
    int end = start;
    while (end < in.limit() && in.get(end) != 0) {
      end++;
    }
    if (end == in.limit() || shared >= before.length()) {
      throw new ImageFormatException("a name in the symbol table is malformed");
    }
    byte[] rest = new byte[end - start];
    in.get(start, rest);
    in.position(end + 1);
    return type + before.substring(1, 1 + shared) + new String(rest, StandardCharsets.ISO_8859_1);
  }

  private static long number(ByteBuffer in) throws ImageFormatException {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE && in.hasRemaining(); shift += 7) {
      byte next = in.get();
      number |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw new ImageFormatException("the symbol table is cut off");
  }
}
