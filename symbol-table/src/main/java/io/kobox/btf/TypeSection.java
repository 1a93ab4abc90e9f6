package io.kobox.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of one BTF section: the type records and the strings. Ids and string offsets below
 * {@code firstId} and {@code firstString} belong to the section that this one is split from.
 */
final class TypeSection {
  private static final int MAGIC = 0xeb9f;
  private static final int HEADER_SIZE = 24;
  private static final int TYPE_SIZE = 12;
  private static final int LARGEST = 256 << 20;

  private final byte[] typeBytes;
  private final ByteBuffer types;
  private final byte[] strings;
  private final int firstId;
  private final int firstString;
  private final int[] starts;

  /**
   * Checks the records' bounds and notes where each begins.
   *
   * @param types the records, little endian
   * @param strings the strings, the last byte 0
   */
  TypeSection(byte[] types, byte[] strings, int firstId, int firstString) throws BtfException {
    this.typeBytes = types;
    this.types = ByteBuffer.wrap(types).order(ByteOrder.LITTLE_ENDIAN);
    this.strings = strings;
    this.firstId = firstId;
    this.firstString = firstString;
    if (strings.length == 0 || strings[strings.length - 1] != 0) {
      throw new BtfException("the strings do not end in a zero");
    }
    this.starts = scan();
  }

  /** Reads a {@code .BTF} section with its header. */
  static TypeSection read(byte[] section, int firstId, int firstString) throws BtfException {
    ByteBuffer header = ByteBuffer.wrap(section).order(ByteOrder.LITTLE_ENDIAN);
    if (section.length < HEADER_SIZE || Short.toUnsignedInt(header.getShort(0)) != MAGIC) {
      throw new BtfException("no BTF (magic 0xeb9f) at the start");
    }
    if (section.length > LARGEST) {
      throw new BtfException("the section is too large");
    }
    long start = Integer.toUnsignedLong(header.getInt(4));
    return new TypeSection(
        range(section, start, header.getInt(8), header.getInt(12), "types"),
        range(section, start, header.getInt(16), header.getInt(20), "strings"),
        firstId,
        firstString);
  }

  private static byte[] range(byte[] section, long start, int offset, int length, String what)
      throws BtfException {
    long from = start + Integer.toUnsignedLong(offset);
    long to = from + Integer.toUnsignedLong(length);
    if (to > section.length) {
      throw new BtfException("the " + what + " are cut off");
    }
    return Arrays.copyOfRange(section, (int) from, (int) to);
  }

  private int[] scan() throws BtfException {
    int[] found = new int[Math.max(16, types.limit() / 24)];
    int count = 0;
    int position = 0;
    while (position < types.limit()) {
      if (position + TYPE_SIZE > types.limit()) {
        throw new BtfException("type " + (firstId + count) + " is cut off");
      }
      if (count == found.length) {
        found = Arrays.copyOf(found, count * 2);
      }
      found[count++] = position;
      int info = types.getInt(position + 4);
      BtfKind kind = BtfKind.of(info >>> 24 & 0x1f);
      if (kind == null || kind == BtfKind.VOID) {
        throw new BtfException("type " + (firstId + count - 1) + " is of an unknown kind");
      }
      position += TYPE_SIZE + kind.tail(info & 0xffff);
    }
    if (position != types.limit()) {
      throw new BtfException("the last type is cut off");
    }
    return Arrays.copyOf(found, count);
  }

  int firstId() {
    return firstId;
  }

  /** The id after the last one. */
  int endId() {
    return firstId + starts.length;
  }

  /** The string offset after the last one. */
  int endString() {
    return firstString + strings.length;
  }

  byte[] types() {
    return typeBytes;
  }

  byte[] strings() {
    return strings;
  }

  BtfKind kind(int id) {
    BtfKind kind = BtfKind.of(info(id) >>> 24 & 0x1f);
    return kind == null ? BtfKind.VOID : kind;
  }

  /** The offset of the type's name in {@link #strings()}, or -1 if it is in the base. */
  int ownName(int id) {
    int offset = types.getInt(starts[id - firstId]);
    return offset >= firstString && offset < endString() ? offset - firstString : -1;
  }

  /** The number of enumerators of an enum. */
  int elements(int id) {
    return info(id) & 0xffff;
  }

  /** The offset of an enumerator's name in {@link #strings()}, or -1 if it is in the base. */
  int ownEnumeratorName(int id, int index) {
    int size = kind(id) == BtfKind.ENUM64 ? 12 : 8;
    int offset = types.getInt(starts[id - firstId] + TYPE_SIZE + index * size);
    return offset >= firstString && offset < endString() ? offset - firstString : -1;
  }

  private int info(int id) {
    return types.getInt(starts[id - firstId] + 4);
  }

  /** Decodes type {@code id}; {@code btf} knows the strings of the base, too. */
  BtfType decode(int id, Btf btf) {
    int at = starts[id - firstId];
    String name = btf.string(types.getInt(at));
    int info = types.getInt(at + 4);
    int sizeOrType = types.getInt(at + 8);
    int elements = info & 0xffff;
    boolean flag = info < 0;
    int tail = at + TYPE_SIZE;
    BtfKind kind = kind(id);
    return switch (kind) {
      case VOID -> new BtfType.NoType();
      case INT -> integer(name, sizeOrType, types.getInt(tail));
      case POINTER -> new BtfType.Pointer(sizeOrType);
      case ARRAY ->
          new BtfType.Array(
              types.getInt(tail),
              types.getInt(tail + 4),
              Integer.toUnsignedLong(types.getInt(tail + 8)));
      case STRUCT, UNION ->
          new BtfType.Composite(
              kind == BtfKind.UNION, name, sizeOrType, members(tail, elements, flag, btf));
      case ENUM ->
          new BtfType.Enumeration(name, sizeOrType, flag, values(tail, elements, flag, btf));
      case ENUM64 -> new BtfType.Enumeration(name, sizeOrType, flag, values64(tail, elements, btf));
      case FORWARD -> new BtfType.Forward(name, flag);
      case TYPEDEF -> new BtfType.Typedef(name, sizeOrType);
      case VOLATILE, CONST, RESTRICT, TYPE_TAG -> new BtfType.Qualified(kind, name, sizeOrType);
      case FUNCTION -> new BtfType.Function(name, sizeOrType, elements);
      case PROTOTYPE -> prototype(sizeOrType, tail, elements, btf);
      case VARIABLE -> new BtfType.Variable(name, sizeOrType, types.getInt(tail));
      case DATA_SECTION ->
          new BtfType.DataSection(name, sizeOrType, sectionVariables(tail, elements));
      case FLOAT -> new BtfType.FloatingPoint(name, sizeOrType);
      case DECLARATION_TAG ->
          new BtfType.DeclarationTag(name, sizeOrType, types.getInt(tail));
    };
  }

  private static BtfType integer(String name, int size, int encoding) {
    int flags = encoding >>> 24 & 0xf;
    return new BtfType.Int(
        name, size, (flags & 1) != 0, (flags & 4) != 0, encoding >>> 16 & 0xff, encoding & 0xff);
  }

  /** With the kind flag a member's offset holds a bit field's width in its top 8 bits. */
  private List<BtfType.Member> members(int tail, int count, boolean bitFields, Btf btf) {
    List<BtfType.Member> members = new ArrayList<>(count);
    for (int at = tail; at < tail + count * 12; at += 12) {
      int offset = types.getInt(at + 8);
      members.add(
          new BtfType.Member(
              btf.string(types.getInt(at)),
              types.getInt(at + 4),
              bitFields ? offset & 0xffffff : offset,
              bitFields ? offset >>> 24 : 0));
    }
    return members;
  }

  private List<BtfType.Enumerator> values(int tail, int count, boolean signed, Btf btf) {
    List<BtfType.Enumerator> values = new ArrayList<>(count);
    for (int at = tail; at < tail + count * 8; at += 8) {
      int value = types.getInt(at + 4);
      values.add(
          new BtfType.Enumerator(
              btf.string(types.getInt(at)), signed ? value : Integer.toUnsignedLong(value)));
    }
    return values;
  }

  private List<BtfType.Enumerator> values64(int tail, int count, Btf btf) {
    List<BtfType.Enumerator> values = new ArrayList<>(count);
    for (int at = tail; at < tail + count * 12; at += 12) {
      values.add(
          new BtfType.Enumerator(btf.string(types.getInt(at)), types.getLong(at + 4)));
    }
    return values;
  }

  /** A last parameter without name and type stands for "...". */
  private BtfType prototype(int result, int tail, int count, Btf btf) {
    List<BtfType.Parameter> parameters = new ArrayList<>(count);
    for (int at = tail; at < tail + count * 8; at += 8) {
      parameters.add(
          new BtfType.Parameter(btf.string(types.getInt(at)), types.getInt(at + 4)));
    }
    boolean variadic = !parameters.isEmpty() && parameters.getLast().type() == 0;
    if (variadic) {
      parameters.removeLast();
    }
    return new BtfType.Prototype(result, parameters, variadic);
  }

  private List<BtfType.SectionVariable> sectionVariables(int tail, int count) {
    List<BtfType.SectionVariable> variables = new ArrayList<>(count);
    for (int at = tail; at < tail + count * 12; at += 12) {
      variables.add(
          new BtfType.SectionVariable(
              types.getInt(at), types.getInt(at + 4), types.getInt(at + 8)));
    }
    return variables;
  }

  /** The string at {@code offset}, which is one of this section's. */
  String string(int offset) {
    int start = offset - firstString;
    int end = start;
    while (strings[end] != 0) {
      end++;
    }
    return new String(strings, start, end - start, StandardCharsets.ISO_8859_1);
  }
}
