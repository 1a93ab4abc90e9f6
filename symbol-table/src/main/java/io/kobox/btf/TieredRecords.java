package io.kobox.btf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of {@link TieredTypes}: the data types at hand, the functions once asked for. */
final class TieredRecords implements TypeRecords {
  private static final int FUNCTION_COLUMNS = 3;
  private static final int FUNCTION_STRINGS = 4;

  private final List<TypePart> parts;
  private final ByteBuffer map;
  private final int count;
  private final int stringCount;

  /** The number of functions before each group of 64 types. */
  private final int[] functionsBefore;

  private final SectionStrings dataStrings;
  private final TypeSection dataTypes;
  private @Nullable TypeSection functions;
  private @Nullable SectionStrings functionStrings;

  private TieredRecords(
      List<TypePart> parts, ByteBuffer map, SectionStrings dataStrings, TypeSection dataTypes) {
    this.parts = parts;
    this.map = map;
    this.count = map.getInt(0);
    this.stringCount = map.getInt(4);
    this.functionsBefore = new int[count / 64 + 1];
    for (int group = 1; group < functionsBefore.length; group++) {
      functionsBefore[group] = functionsBefore[group - 1] + Long.bitCount(bits(group - 1));
    }
    this.dataStrings = dataStrings;
    this.dataTypes = dataTypes;
  }

  static TieredRecords read(List<TypePart> parts) throws IOException {
    if (parts.size() != TieredTypes.PARTS) {
      throw new BtfException("types of " + parts.size() + " parts");
    }
    ByteBuffer map = ByteBuffer.wrap(parts.get(0).unpack()).order(ByteOrder.LITTLE_ENDIAN);
    if (map.limit() < 8
        || map.getInt(0) < 0
        || map.getInt(4) < 0
        || map.limit() != 8 + (map.getInt(0) + 7L) / 8 + (map.getInt(4) + 7L) / 8) {
      throw new BtfException("the map of the types is malformed");
    }
    SectionStrings strings = new SectionStrings(null, parts.get(2).unpack());
    TieredRecords records =
        new TieredRecords(parts, map, strings, new TypeSection(parts.get(1).unpack(), strings));
    if (records.count - records.functionsUpTo(records.count) != records.dataTypes.rows()) {
      throw new BtfException("the map of the types does not fit them");
    }
    return records;
  }

  /** The bits of types 64 * group + 1 and on; beyond the types the bits are of no use. */
  private long bits(int group) {
    long bits = 0;
    for (int i = 0; i < Long.BYTES && 8 + group * 8 + i < map.limit(); i++) {
      bits |= Byte.toUnsignedLong(map.get(8 + group * 8 + i)) << (i * Byte.SIZE);
    }
    return bits;
  }

  private boolean isFunction(int index) {
    return (map.get(8 + index / 8) >>> (index % 8) & 1) != 0;
  }

  /** How many of the first {@code index} types are functions. */
  private int functionsUpTo(int index) {
    long before = bits(index / 64) & ((1L << (index % 64)) - 1);
    return functionsBefore[index / 64] + Long.bitCount(before);
  }

  private TypeSection section(int id) {
    return isFunction(id - 1) ? functions() : dataTypes;
  }

  private int row(int id) {
    int before = functionsUpTo(id - 1);
    return isFunction(id - 1) ? before : id - 1 - before;
  }

  /** The id of a row: the only one of its tier with that many of the tier before it. */
  private int id(boolean function, int row) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int upTo = functionsUpTo(middle + 1);
      if ((function ? upTo : middle + 1 - upTo) <= row) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low + 1;
  }

  private synchronized TypeSection functions() {
    TypeSection result = functions;
    if (result == null) {
      try {
        Strings strings = new TieredStrings(dataStrings, functionStrings());
        result =
            new TypeSection(
                FunctionColumns.toRecords(parts.get(FUNCTION_COLUMNS).unpack()), strings);
        if (result.rows() != functionsUpTo(count)) {
          throw new BtfException("the map of the types does not fit the functions");
        }
      } catch (IOException e) {
        throw new UncheckedIOException("types of functions", e);
      }
      functions = result;
    }
    return result;
  }

  private synchronized SectionStrings functionStrings() throws IOException {
    SectionStrings result = functionStrings;
    if (result == null) {
      result = new SectionStrings(null, parts.get(FUNCTION_STRINGS).unpack());
      functionStrings = result;
    }
    return result;
  }

  @Override
  public int firstId() {
    return 1;
  }

  @Override
  public int endId() {
    return count + 1;
  }

  @Override
  public BtfKind kind(int id) {
    return section(id).kind(row(id));
  }

  @Override
  public BtfType decode(int id) {
    return section(id).decode(row(id));
  }

  @Override
  public int find(BtfKind kind, String name) {
    boolean function = kind.isFunctionTier();
    int row = (function ? functions() : dataTypes).find(kind, name);
    return row < 0 ? 0 : id(function, row);
  }

  @Override
  public EnumeratorIndex enumerators() {
    return dataTypes.enumerators();
  }

  /** Puts the two tiers' strings together in the order they had. */
  @Override
  public SectionStrings sectionStrings() throws BtfException {
    byte[] data = dataStrings.bytes();
    byte[] rest;
    try {
      rest = functionStrings().bytes();
    } catch (IOException e) {
      throw new UncheckedIOException("names of functions", e);
    }
    byte[] merged = new byte[data.length + rest.length - 1];
    int bitmap = 8 + (count + 7) / 8;
    int dataAt = 1;
    int restAt = 1;
    int at = 1;
    for (int i = 0; i < stringCount; i++) {
      boolean isRest = (map.get(bitmap + i / 8) >>> (i % 8) & 1) != 0;
      byte[] from = isRest ? rest : data;
      int start = isRest ? restAt : dataAt;
      int end = start;
      while (end < from.length && from[end] != 0) {
        end++;
      }
      if (end == from.length) {
        throw new BtfException("the map of the strings does not fit them");
      }
      System.arraycopy(from, start, merged, at, end - start);
      at += end - start + 1;
      if (isRest) {
        restAt = end + 1;
      } else {
        dataAt = end + 1;
      }
    }
    return new SectionStrings(null, merged);
  }
}
