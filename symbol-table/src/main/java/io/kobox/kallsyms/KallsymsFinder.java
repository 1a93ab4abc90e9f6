package io.kobox.kallsyms;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the kallsyms tables in an image by their structure, for there is no symbol that says where
 * they are ({@code scripts/kallsyms.c: write_src()}). The token table gives itself away by the
 * tokens of the digits; the names by leading exactly to their markers; the addresses by being
 * sorted. Two orders of the tables exist:
 *
 * <ul>
 *   <li>up to 6.4: addresses, num_syms, names, markers, [seqs_of_names], token_table, token_index
 *   <li>from 6.5: num_syms, names, markers, token_table, token_index, addresses, [seqs_of_names]
 * </ul>
 *
 * <p>Every table begins at a multiple of 8; where the addresses are relative to their place (7.x),
 * of 4.
 */
public final class KallsymsFinder {
  private static final byte[] DIGITS =
      "0\0001\0002\0003\0004\0005\0006\0007\0008\0009\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final int[] ALIGNMENTS = {8, 4};
  private static final int TOKENS = 256;
  private static final int LONGEST_TOKEN = 128;
  private static final int FEWEST_SYMBOLS = 1000;
  private static final int MOST_SYMBOLS = 4_000_000;

  /** How many names may be walked in all for candidates that turn out to be wrong. */
  private static final long WALK_BUDGET = 100_000_000;

  private final ByteBuffer buffer;
  private final byte[] bytes;
  private final long base;
  private final long imageStart;
  private final long imageEnd;
  private int alignment = 8;
  private byte[][] tokens = new byte[0][];
  private int tokenTable;
  private int afterTokenIndex;
  private int countPosition;
  private int[] starts = new int[0];
  private long walked;

  private KallsymsFinder(ByteBuffer rodata, long address, long imageStart, long imageEnd) {
    this.buffer = rodata;
    this.base = address;
    this.imageStart = imageStart;
    this.imageEnd = imageEnd;
    this.bytes = new byte[rodata.limit()];
    rodata.get(0, bytes);
  }

  /**
   * The tables in an image's read-only data, or null if none are there.
   *
   * @param rodata the data, little endian
   * @param address where {@code rodata} lies
   * @param imageStart the lowest address of the image
   * @param imageEnd the address after its end
   */
  public static @Nullable Kallsyms find(
      ByteBuffer rodata, long address, long imageStart, long imageEnd) {
    return new KallsymsFinder(rodata, address, imageStart, imageEnd).find();
  }

  private @Nullable Kallsyms find() {
    for (int at = indexOf(0); at >= 0; at = indexOf(at + 1)) {
      for (int tried : ALIGNMENTS) {
        alignment = tried;
        if (readTokens(at) && findNames()) {
          long[] addresses = findAddresses();
          if (addresses != null) {
            return new Kallsyms(addresses, names());
          }
        }
      }
    }
    return null;
  }

  /** The names alone, so that the rest of the data need not be kept. */
  private NameTable names() {
    int first = starts[0];
    int[] relative = new int[starts.length];
    for (int i = 0; i < relative.length; i++) {
      relative[i] = starts[i] - first;
    }
    return new NameTable(Arrays.copyOfRange(bytes, first, tokenTable), relative, tokens);
  }

  private int indexOf(int from) {
    for (int i = from; i <= bytes.length - DIGITS.length; i++) {
      if (bytes[i] == DIGITS[0]
          && Arrays.equals(bytes, i, i + DIGITS.length, DIGITS, 0, DIGITS.length)) {
        return i;
      }
    }
    return -1;
  }

  /** Reads the token table in which the token of '0' is at {@code digits}, and checks its index. */
  private boolean readTokens(int digits) {
    int start = digits;
    for (int token = '0'; token > 0; token--) {
      int previous = start - 1;
      while (previous > 0 && bytes[previous - 1] != 0 && start - previous <= LONGEST_TOKEN) {
        previous--;
      }
      if (previous <= 0) {
        return false;
      }
      start = previous;
    }
    byte[][] found = new byte[TOKENS][];
    int[] offsets = new int[TOKENS];
    int position = start;
    for (int token = 0; token < TOKENS; token++) {
      offsets[token] = position - start;
      int end = position;
      while (end < bytes.length && bytes[end] != 0 && end - position <= LONGEST_TOKEN) {
        end++;
      }
      if (end >= bytes.length || bytes[end] != 0) {
        return false;
      }
      found[token] = Arrays.copyOfRange(bytes, position, end);
      position = end + 1;
    }
    int index = align(position);
    if (index + TOKENS * 2 > bytes.length) {
      return false;
    }
    for (int token = 0; token < TOKENS; token++) {
      if (Short.toUnsignedInt(buffer.getShort(index + token * 2)) != offsets[token]) {
        return false;
      }
    }
    tokens = found;
    tokenTable = start;
    afterTokenIndex = align(index + TOKENS * 2);
    return true;
  }

  /** Finds num_syms: the 32-bit count (padded) from which names lead to their markers. */
  private boolean findNames() {
    for (int at = 0; at + 16 < tokenTable; at += alignment) {
      int count = buffer.getInt(at);
      if (count >= FEWEST_SYMBOLS
          && count <= MOST_SYMBOLS
          && (alignment == 4 || buffer.getInt(at + 4) == 0)
          && count < tokenTable - at
          && walkNames(at + alignment, count)) {
        countPosition = at;
        return true;
      }
    }
    return false;
  }

  private boolean walkNames(int names, int count) {
    int[] found = new int[0];
    int position = names;
    for (int i = 0; i < count; i++) {
      if (position + 2 >= tokenTable || ++walked > WALK_BUDGET) {
        return false;
      }
      if (i == found.length) {
        found = Arrays.copyOf(found, Math.clamp(i * 2L, 64, count));
      }
      found[i] = position;
      int length = NameTable.length(bytes, position);
      if (length == 0) {
        return false;
      }
      position = NameTable.afterLength(bytes, position) + length;
    }
    int markers = align(position);
    int markerCount = (count + 255) / 256;
    long end = align(markers + markerCount * 4);
    if (end > tokenTable || !isFollowedByTokens((int) end, count)) {
      return false;
    }
    for (int i = 0; i < markerCount; i++) {
      if (buffer.getInt(markers + i * 4) != found[i * 256] - names) {
        return false;
      }
    }
    starts = found;
    return true;
  }

  /** Between markers and tokens there is nothing, or the sequence table of 3 bytes a symbol. */
  private boolean isFollowedByTokens(int end, int count) {
    return end == tokenTable || align(end + count * 3) == tokenTable;
  }

  private long @Nullable [] findAddresses() {
    int count = starts.length;
    int offsetsSize = align(count * 4);
    long[][] candidates = {
      relative(afterTokenIndex, afterTokenIndex + offsetsSize),
      relative(countPosition - 8 - offsetsSize, countPosition - 8),
      absolute(afterTokenIndex),
      absolute(countPosition - count * 8),
      placeRelative(afterTokenIndex)
    };
    for (long[] addresses : candidates) {
      if (addresses.length == count && isSorted(addresses)) {
        return addresses;
      }
    }
    return null;
  }

  /**
   * {@code CONFIG_KALLSYMS_BASE_RELATIVE}: 32-bit offsets from a 64-bit base. With {@code
   * KALLSYMS_ABSOLUTE_PERCPU} an offset that is not negative is an absolute value and a negative
   * one counts down from base - 1.
   */
  private long[] relative(int offsets, int basePosition) {
    int count = starts.length;
    if (offsets < 0 || basePosition < 0 || basePosition + 8 > bytes.length) {
      return new long[0];
    }
    long relativeBase = buffer.getLong(basePosition);
    if (!isInImage(relativeBase)) {
      return new long[0];
    }
    boolean absolutePerCpu = false;
    for (int i = 0; i < count; i++) {
      absolutePerCpu |= buffer.getInt(offsets + i * 4) < 0;
    }
    long[] addresses = new long[count];
    for (int i = 0; i < count; i++) {
      int offset = buffer.getInt(offsets + i * 4);
      if (absolutePerCpu) {
        addresses[i] = offset >= 0 ? offset : relativeBase - 1 - offset;
      } else {
        addresses[i] = relativeBase + offset;
      }
    }
    return addresses;
  }

  private long[] absolute(int position) {
    int count = starts.length;
    if (position < 0 || position + count * 8L > bytes.length) {
      return new long[0];
    }
    long[] addresses = new long[count];
    for (int i = 0; i < count; i++) {
      addresses[i] = buffer.getLong(position + i * 8);
    }
    return addresses;
  }

  /** Offsets from each offset's own place, as kernels without kallsyms_relative_base have them. */
  private long[] placeRelative(int position) {
    int count = starts.length;
    if (position + count * 4L > bytes.length) {
      return new long[0];
    }
    long[] addresses = new long[count];
    for (int i = 0; i < count; i++) {
      int at = position + i * 4;
      addresses[i] = base + at + buffer.getInt(at);
    }
    return addresses;
  }

  /** Sorted addresses that reach into the image are no accident. */
  private boolean isSorted(long[] addresses) {
    for (int i = 1; i < addresses.length; i++) {
      if (Long.compareUnsigned(addresses[i - 1], addresses[i]) > 0) {
        return false;
      }
    }
    return isInImage(addresses[addresses.length / 2]);
  }

  private boolean isInImage(long address) {
    return Long.compareUnsigned(address, imageStart) >= 0
        && Long.compareUnsigned(address, imageEnd) < 0;
  }

  private int align(int position) {
    return (position + alignment - 1) & -alignment;
  }
}
