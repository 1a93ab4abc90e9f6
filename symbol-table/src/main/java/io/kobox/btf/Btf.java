package io.kobox.btf;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The C types of a kernel, or of a module on top of its kernel's (split BTF). Types have ids; 0 is
 * {@code void}. They are decoded when asked for; the index of names is built at the first look-up.
 * May be shared by threads.
 *
 * <pre>{@code
 * BtfStruct file = types.struct("file");
 * long at = file.field("private_data").offset();
 * }</pre>
 */
public final class Btf {
  /** How long a chain of typedefs and qualifiers may be. */
  static final int DEEPEST = 64;

  private static final BtfType VOID = new BtfType.NoType();

  private final @Nullable Btf base;
  private final TypeSection section;
  private final Map<Integer, BtfType> decoded = new ConcurrentHashMap<>();
  private volatile @Nullable NameIndex names;
  private volatile @Nullable NameIndex functionNames;
  private volatile @Nullable EnumeratorIndex enumerators;

  private Btf(@Nullable Btf base, TypeSection section) {
    this.base = base;
    this.section = section;
  }

  /** Reads a kernel's {@code .BTF} section (or /sys/kernel/btf/vmlinux). */
  public static Btf parse(byte[] section) throws BtfException {
    return new Btf(null, TypeSection.read(section, 1, 0));
  }

  /** Reads a kernel's types from type records and strings without a header. */
  public static Btf of(byte[] types, byte[] strings) throws BtfException {
    return new Btf(null, new TypeSection(types, strings, 1, 0));
  }

  /** Reads a module's {@code .BTF} section, whose ids and strings continue those of this kernel. */
  public Btf split(byte[] moduleSection) throws BtfException {
    return new Btf(
        this, TypeSection.read(moduleSection, section.endId(), section.endString()));
  }

  /** The id after the last type. */
  public int endId() {
    return section.endId();
  }

  /** The first id that is not the base's. */
  public int firstId() {
    return section.firstId();
  }

  /** The type records without header. */
  public byte[] typeBytes() {
    return section.types().clone();
  }

  /** The strings. */
  public byte[] stringBytes() {
    return section.strings().clone();
  }

  /** The kind of type {@code id}; an id that does not exist is void. */
  public BtfKind kind(int id) {
    if (id <= 0 || id >= section.endId()) {
      return BtfKind.VOID;
    }
    return id < section.firstId() && base != null ? base.kind(id) : section.kind(id);
  }

  /** Type {@code id}; an id that does not exist is void. */
  public BtfType type(int id) {
    if (id <= 0 || id >= section.endId()) {
      return VOID;
    }
    if (id < section.firstId() && base != null) {
      return base.type(id);
    }
    return decoded.computeIfAbsent(id, key -> section.decode(key, this));
  }

  /** The string at {@code offset} of the format's string section; "" if there is none. */
  String string(int offset) {
    if (offset <= 0 || offset >= section.endString()) {
      return "";
    }
    Btf below = base;
    return below != null && offset < below.section.endString()
        ? below.string(offset)
        : section.string(offset);
  }

  /** The id of the type of {@code kind} called {@code name}, or 0. */
  public int find(BtfKind kind, String name) {
    NameIndex index =
        kind == BtfKind.FUNCTION || kind == BtfKind.VARIABLE ? functionNames() : names();
    for (int slot = index.find(name, index.firstSlot(name));
        slot >= 0;
        slot = index.find(name, slot + 1)) {
      if (section.kind(index.value(slot)) == kind) {
        return index.value(slot);
      }
    }
    return base == null ? 0 : base.find(kind, name);
  }

  private NameIndex names() {
    NameIndex index = names;
    if (index == null) {
      index = index(false);
      names = index;
    }
    return index;
  }

  private NameIndex functionNames() {
    NameIndex index = functionNames;
    if (index == null) {
      index = index(true);
      functionNames = index;
    }
    return index;
  }

  private NameIndex index(boolean functions) {
    int count = 0;
    for (int id = section.firstId(); id < section.endId(); id++) {
      if (isIndexed(section.kind(id), functions)) {
        count++;
      }
    }
    NameIndex index = new NameIndex(section.strings(), count);
    for (int id = section.firstId(); id < section.endId(); id++) {
      if (isIndexed(section.kind(id), functions) && section.ownName(id) > 0) {
        index.add(section.ownName(id), id);
      }
    }
    return index;
  }

  private static boolean isIndexed(BtfKind kind, boolean functions) {
    return kind.isNamed()
        && (kind == BtfKind.FUNCTION || kind == BtfKind.VARIABLE) == functions;
  }

  /**
   * The struct or union called {@code name}, without the word "struct".
   *
   * @throws NoSuchTypeException if the kernel has none
   */
  public BtfStruct struct(String name) {
    BtfStruct found = findStruct(name);
    if (found == null) {
      throw new NoSuchTypeException("struct " + name + " is not in this kernel's types");
    }
    return found;
  }

  /** The struct or union called {@code name}, or null. */
  public @Nullable BtfStruct findStruct(String name) {
    int id = find(BtfKind.STRUCT, name);
    if (id == 0) {
      id = find(BtfKind.UNION, name);
    }
    return id == 0 ? null : structOf(id);
  }

  /** The struct or union that {@code id} is, through typedefs and qualifiers; null if it is none. */
  public @Nullable BtfStruct structOf(int id) {
    int resolved = resolve(id);
    return type(resolved) instanceof BtfType.Composite composite
        ? new BtfStruct(this, resolved, composite)
        : null;
  }

  /** What {@code id} is behind typedefs and qualifiers. */
  public int resolve(int id) {
    int at = id;
    for (int depth = 0; depth < DEEPEST; depth++) {
      switch (type(at)) {
        case BtfType.Typedef typedef -> at = typedef.target();
        case BtfType.Qualified qualified -> at = qualified.target();
        default -> {
          return at;
        }
      }
    }
    return 0;
  }

  /**
   * The id of a C type as BTF names it: {@code struct list_head}, {@code union u}, {@code enum e},
   * {@code long unsigned int}, {@code u32}.
   *
   * @throws NoSuchTypeException if the kernel has none of that name
   */
  public int id(String cType) {
    int blank = cType.indexOf(' ');
    String tag = blank < 0 ? "" : cType.substring(0, blank);
    String name = cType.substring(blank + 1);
    int id =
        switch (tag) {
          case "struct" -> find(BtfKind.STRUCT, name);
          case "union" -> find(BtfKind.UNION, name);
          case "enum" -> first(find(BtfKind.ENUM, name), find(BtfKind.ENUM64, name));
          default ->
              first(
                  find(BtfKind.INT, cType),
                  first(find(BtfKind.TYPEDEF, cType), find(BtfKind.FLOAT, cType)));
        };
    if (id == 0) {
      throw new NoSuchTypeException(cType + " is not in this kernel's types");
    }
    return id;
  }

  private static int first(int one, int other) {
    return one != 0 ? one : other;
  }

  /**
   * The size in bytes of a C type: as {@link #id} takes it, or a pointer to anything ({@code void
   * *}), or an array of such ({@code char[16]}).
   *
   * @throws NoSuchTypeException if the kernel has none of that name
   */
  public long sizeOf(String cType) {
    if (cType.endsWith("*")) {
      return Long.BYTES;
    }
    int bracket = cType.lastIndexOf('[');
    if (bracket > 0 && cType.endsWith("]")) {
      try {
        int count = Integer.parseUnsignedInt(cType.substring(bracket + 1, cType.length() - 1));
        return Math.multiplyExact(count, sizeOf(cType.substring(0, bracket).strip()));
      } catch (ArithmeticException | NumberFormatException e) {
        throw new NoSuchTypeException(cType + " is no type");
      }
    }
    return sizeOf(id(cType));
  }

  /** The size in bytes of type {@code id}; 0 if it has none, as functions and void. */
  public long sizeOf(int id) {
    int at = id;
    long count = 1;
    for (int depth = 0; depth < DEEPEST; depth++) {
      switch (type(at)) {
        case BtfType.Array array -> {
          count = Math.min(count * array.count(), Integer.MAX_VALUE);
          at = array.element();
        }
        case BtfType.Typedef typedef -> at = typedef.target();
        case BtfType.Qualified qualified -> at = qualified.target();
        case BtfType.Variable variable -> at = variable.type();
        case BtfType.Int type -> {
          return count * Integer.toUnsignedLong(type.size());
        }
        case BtfType.Composite type -> {
          return count * Integer.toUnsignedLong(type.size());
        }
        case BtfType.Enumeration type -> {
          return count * Integer.toUnsignedLong(type.size());
        }
        case BtfType.FloatingPoint type -> {
          return count * Integer.toUnsignedLong(type.size());
        }
        case BtfType.DataSection type -> {
          return Integer.toUnsignedLong(type.size());
        }
        case BtfType.Pointer pointer -> {
          return count * Long.BYTES;
        }
        default -> {
          return 0;
        }
      }
    }
    return 0;
  }

  /**
   * The value of the enumerator {@code name}, in whatever enum it is.
   *
   * @throws NoSuchTypeException if no enum has it
   */
  public long enumValue(String name) {
    Long value = enumerators().find(name, this);
    if (value != null) {
      return value;
    }
    if (base == null) {
      throw new NoSuchTypeException("enumerator " + name + " is not in this kernel's types");
    }
    return base.enumValue(name);
  }

  private EnumeratorIndex enumerators() {
    EnumeratorIndex index = enumerators;
    if (index == null) {
      index = new EnumeratorIndex(section);
      enumerators = index;
    }
    return index;
  }

  /** The prototype of the function {@code name}, or null if it is not known. */
  public BtfType.@Nullable Prototype prototype(String name) {
    return type(find(BtfKind.FUNCTION, name)) instanceof BtfType.Function function
            && type(function.prototype()) instanceof BtfType.Prototype prototype
        ? prototype
        : null;
  }
}
