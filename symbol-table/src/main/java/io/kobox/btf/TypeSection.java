package io.kobox.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Type records in a row, as a {@code .BTF} section has them. Rows count from 0. */
final class TypeSection {
  private static final int TYPE_SIZE = 12;

  private final ByteBuffer types;
  private final Strings strings;
  private final int[] starts;

  /** The rows of named data types, of functions and variables, and of enums. */
  private int[] dataTypeRows = new int[16];

  private int[] functionRows = new int[16];
  private int[] enumRows = new int[16];
  private volatile @Nullable NameIndex dataTypeNames;
  private volatile @Nullable NameIndex functionNames;
  private volatile @Nullable EnumeratorIndex enumerators;

  /** Checks the records' bounds and notes where each begins. */
  TypeSection(byte[] types, Strings strings) throws BtfException {
    this.types = ByteBuffer.wrap(types).order(ByteOrder.LITTLE_ENDIAN);
    this.strings = strings;
    this.starts = scan(types);
  }

  /** Runs over tens of thousands of records at start-up, mostly before it is compiled. */
  private int[] scan(byte[] bytes) throws BtfException {
    int end = bytes.length;
    int[] found = new int[Math.max(16, end / 24)];
    int count = 0;
    int dataTypes = 0;
    int functions = 0;
    int enums = 0;
    int position = 0;
    while (position < end) {
      if (position > end - TYPE_SIZE) {
        throw new BtfException("type record " + count + " is cut off");
      }
      int kind = bytes[position + 7] & 0x1f;
      if (kind == 0 || kind >= BtfKind.COUNT) {
        throw new BtfException("type record " + count + " is of an unknown kind");
      }
      if (count == found.length) {
        found = Arrays.copyOf(found, count * 2);
      }
      if ((BtfKind.DATA_TYPE_NAMES >>> kind & 1) != 0) {
        dataTypeRows = put(dataTypeRows, dataTypes++, count);
      }
      if ((BtfKind.FUNCTION_NAMES >>> kind & 1) != 0) {
        functionRows = put(functionRows, functions++, count);
      }
      if ((BtfKind.ENUMS >>> kind & 1) != 0) {
        enumRows = put(enumRows, enums++, count);
      }
      found[count++] = position;
      int elements = (bytes[position + 4] & 0xff) | (bytes[position + 5] & 0xff) << 8;
      position += TYPE_SIZE + BtfKind.tail(kind, elements);
    }
    if (position != end) {
      throw new BtfException("the last type record is cut off");
    }
    dataTypeRows = Arrays.copyOf(dataTypeRows, dataTypes);
    functionRows = Arrays.copyOf(functionRows, functions);
    enumRows = Arrays.copyOf(enumRows, enums);
    return Arrays.copyOf(found, count);
  }

  private static int[] put(int[] rows, int index, int row) {
    int[] larger = index < rows.length ? rows : Arrays.copyOf(rows, index * 2);
    larger[index] = row;
    return larger;
  }

  /** The number of records. */
  int rows() {
    return starts.length;
  }

  Strings strings() {
    return strings;
  }

  BtfKind kind(int row) {
    BtfKind kind = BtfKind.of(info(row) >>> 24 & 0x1f);
    return kind == null ? BtfKind.VOID : kind;
  }

  /** The number of members, enumerators, parameters or variables. */
  int elements(int row) {
    return info(row) & 0xffff;
  }

  /** The string offset of an enumerator's name. */
  int enumeratorName(int row, int index) {
    int size = kind(row) == BtfKind.ENUM64 ? 12 : 8;
    return types.getInt(starts[row] + TYPE_SIZE + index * size);
  }

  private int info(int row) {
    return types.getInt(starts[row] + 4);
  }

  /** The row of the type of {@code kind} called {@code name}, or -1. */
  int find(BtfKind kind, String name) {
    NameIndex index = kind.isFunctionName() ? functionNames() : dataTypeNames();
    for (int slot = index.find(name); slot >= 0; slot = index.findNext(slot, name)) {
      if (kind(index.value(slot)) == kind) {
        return index.value(slot);
      }
    }
    return -1;
  }

  private NameIndex dataTypeNames() {
    NameIndex index = dataTypeNames;
    if (index == null) {
      index = names(dataTypeRows);
      dataTypeNames = index;
    }
    return index;
  }

  private NameIndex functionNames() {
    NameIndex index = functionNames;
    if (index == null) {
      index = names(functionRows);
      functionNames = index;
    }
    return index;
  }

  private NameIndex names(int[] rows) {
    NameIndex index = new NameIndex(strings, rows.length);
    for (int row : rows) {
      index.add(types.getInt(starts[row]), row);
    }
    return index;
  }

  /** The enumerators of all enums here. */
  EnumeratorIndex enumerators() {
    EnumeratorIndex index = enumerators;
    if (index == null) {
      index = new EnumeratorIndex(this, enumRows);
      enumerators = index;
    }
    return index;
  }

  /** Decodes the record in {@code row}. */
  BtfType decode(int row) {
    int at = starts[row];
    String name = strings.string(types.getInt(at));
    int info = types.getInt(at + 4);
    int sizeOrType = types.getInt(at + 8);
    int elements = info & 0xffff;
    boolean flag = info < 0;
    int tail = at + TYPE_SIZE;
    BtfKind kind = kind(row);
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
              kind == BtfKind.UNION, name, sizeOrType, members(tail, elements, flag));
      case ENUM -> new BtfType.Enumeration(name, sizeOrType, flag, values(tail, elements, flag));
      case ENUM64 -> new BtfType.Enumeration(name, sizeOrType, flag, values64(tail, elements));
      case FORWARD -> new BtfType.Forward(name, flag);
      case TYPEDEF -> new BtfType.Typedef(name, sizeOrType);
      case VOLATILE, CONST, RESTRICT, TYPE_TAG -> new BtfType.Qualified(kind, name, sizeOrType);
      case FUNCTION -> new BtfType.Function(name, sizeOrType, elements);
      case PROTOTYPE -> prototype(sizeOrType, tail, elements);
      case VARIABLE -> new BtfType.Variable(name, sizeOrType, types.getInt(tail));
      case DATA_SECTION ->
          new BtfType.DataSection(name, sizeOrType, sectionVariables(tail, elements));
      case FLOAT -> new BtfType.FloatingPoint(name, sizeOrType);
      case DECLARATION_TAG -> new BtfType.DeclarationTag(name, sizeOrType, types.getInt(tail));
    };
  }

  private static BtfType integer(String name, int size, int encoding) {
    int flags = encoding >>> 24 & 0xf;
    return new BtfType.Int(
        name, size, (flags & 1) != 0, (flags & 4) != 0, encoding >>> 16 & 0xff, encoding & 0xff);
  }

  /** With the kind flag a member's offset holds a bit field's width in its top 8 bits. */
  private List<BtfType.Member> members(int tail, int count, boolean bitFields) {
    List<BtfType.Member> members = new ArrayList<>(count);
    for (int at = tail; at < tail + count * 12; at += 12) {
      int offset = types.getInt(at + 8);
      members.add(
          new BtfType.Member(
              strings.string(types.getInt(at)),
              types.getInt(at + 4),
              bitFields ? offset & 0xffffff : offset,
              bitFields ? offset >>> 24 : 0));
    }
    return members;
  }

  private List<BtfType.Enumerator> values(int tail, int count, boolean signed) {
    List<BtfType.Enumerator> values = new ArrayList<>(count);
    for (int at = tail; at < tail + count * 8; at += 8) {
      int value = types.getInt(at + 4);
      values.add(
          new BtfType.Enumerator(
              strings.string(types.getInt(at)), signed ? value : Integer.toUnsignedLong(value)));
    }
    return values;
  }

  private List<BtfType.Enumerator> values64(int tail, int count) {
    List<BtfType.Enumerator> values = new ArrayList<>(count);
    for (int at = tail; at < tail + count * 12; at += 12) {
      values.add(new BtfType.Enumerator(strings.string(types.getInt(at)), types.getLong(at + 4)));
    }
    return values;
  }

  /** A last parameter without name and type stands for "...". */
  private BtfType prototype(int result, int tail, int count) {
    List<BtfType.Parameter> parameters = new ArrayList<>(count);
    for (int at = tail; at < tail + count * 8; at += 8) {
      parameters.add(new BtfType.Parameter(strings.string(types.getInt(at)), types.getInt(at + 4)));
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
}
