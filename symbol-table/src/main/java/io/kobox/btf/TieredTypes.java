package io.kobox.btf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.List;

/**
 * Splits a kernel's types into two tiers that can be read apart: the data types, which every run
 * asks for, and functions with their prototypes, which are two thirds of all and seldom needed.
 * Nothing is lost: ids stay, and the offsets of the original strings can be had again.
 *
 * <p>Parts: the map (number of types and strings, a bit for each type and each string that belongs
 * to the functions); the data types' records; their strings; {@link FunctionColumns}; their
 * strings.
 */
public final class TieredTypes {
  /** How many parts there are. */
  public static final int PARTS = 5;

  private final ByteBuffer types;
  private final byte[] strings;
  private final BitSet functionTypes = new BitSet();
  private final BitSet functionStrings = new BitSet();

  /** The new place of the string at each offset: its offset in its tier, shifted, and the tier. */
  private final int[] places;

  private final ByteArrayOutputStream dataStrings = new ByteArrayOutputStream();
  private final ByteArrayOutputStream restStrings = new ByteArrayOutputStream();

  private TieredTypes(BtfSection section) {
    this.types = ByteBuffer.wrap(section.types()).order(ByteOrder.LITTLE_ENDIAN);
    this.strings = section.strings();
    this.places = new int[strings.length];
  }

  /** The kernel's types from parts as {@link #split} made them. */
  public static Btf read(List<? extends TypePart> parts) throws IOException {
    return new Btf(null, TieredRecords.read(List.copyOf(parts)));
  }

  /** The parts of a kernel's {@code .BTF} section. */
  public static List<byte[]> split(byte[] btfSection) throws BtfException {
    BtfSection section = BtfSection.read(btfSection);
    // checks that records and strings are within bounds
    TypeSection records =
        new TypeSection(section.types(), new SectionStrings(null, section.strings()));
    TieredTypes tiers = new TieredTypes(section);
    int stringCount = tiers.placeStrings(tiers.dataNames());
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    ByteArrayOutputStream functions = new ByteArrayOutputStream();
    tiers.distribute(data, functions);
    return List.of(
        tiers.map(records.rows(), stringCount),
        data.toByteArray(),
        tiers.dataStrings.toByteArray(),
        FunctionColumns.fromRecords(functions.toByteArray()),
        tiers.restStrings.toByteArray());
  }

  /** The offsets of the names that data types use. */
  private BitSet dataNames() {
    BitSet used = new BitSet();
    for (int at = 0; at < types.limit(); at += recordSize(at)) {
      if (!kind(at).isFunctionTier()) {
        for (int word = 0; word < recordSize(at); word += 4) {
          if (isName(kind(at), word / 4)) {
            used.set(types.getInt(at + word) & Integer.MAX_VALUE);
          }
        }
      }
    }
    return used;
  }

  private int placeStrings(BitSet dataNames) {
    dataStrings.write(0);
    restStrings.write(0);
    int count = 0;
    int start = 1;
    while (start < strings.length) {
      int end = start;
      while (strings[end] != 0) {
        end++;
      }
      boolean isData = dataNames.get(start);
      functionStrings.set(count++, !isData);
      ByteArrayOutputStream tier = isData ? dataStrings : restStrings;
      places[start] = tier.size() << 1 | (isData ? 0 : 1);
      tier.write(strings, start, end + 1 - start);
      start = end + 1;
    }
    return count;
  }

  private void distribute(ByteArrayOutputStream data, ByteArrayOutputStream functions)
      throws BtfException {
    int index = 0;
    for (int at = 0; at < types.limit(); at += recordSize(at)) {
      BtfKind kind = kind(at);
      boolean isFunction = kind.isFunctionTier();
      functionTypes.set(index++, isFunction);
      ByteBuffer record = ByteBuffer.allocate(recordSize(at)).order(ByteOrder.LITTLE_ENDIAN);
      for (int word = 0; word < record.limit(); word += 4) {
        int value = types.getInt(at + word);
        if (isName(kind, word / 4) && value != 0) {
          int place = place(value);
          value = isFunction ? place : place >>> 1;
        }
        record.putInt(value);
      }
      (isFunction ? functions : data).writeBytes(record.array());
    }
  }

  private int place(int offset) throws BtfException {
    if (offset < 0 || offset >= places.length || places[offset] == 0) {
      throw new BtfException("a name does not begin at the beginning of a string");
    }
    return places[offset];
  }

  private byte[] map(int typeCount, int stringCount) {
    ByteBuffer map =
        ByteBuffer.allocate(8 + (typeCount + 7) / 8 + (stringCount + 7) / 8)
            .order(ByteOrder.LITTLE_ENDIAN);
    map.putInt(typeCount).putInt(stringCount);
    map.put(8, functionTypes.toByteArray());
    map.put(8 + (typeCount + 7) / 8, functionStrings.toByteArray());
    return map.array();
  }

  private BtfKind kind(int at) {
    BtfKind kind = BtfKind.of(types.getInt(at + 4) >>> 24 & 0x1f);
    return kind == null ? BtfKind.VOID : kind;
  }

  private int recordSize(int at) {
    return 12 + kind(at).tail(types.getInt(at + 4) & 0xffff);
  }

  /** Whether the word of this index in a record of {@code kind} is the offset of a name. */
  private static boolean isName(BtfKind kind, int word) {
    if (word < 3) {
      return word == 0;
    }
    return switch (kind) {
      case STRUCT, UNION, ENUM64 -> word % 3 == 0;
      case ENUM, PROTOTYPE -> word % 2 == 1;
      default -> false;
    };
  }
}
