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
  private final TypeRecords records;
  private final Map<Integer, BtfType> decoded = new ConcurrentHashMap<>();

  Btf(@Nullable Btf base, TypeRecords records) {
    this.base = base;
    this.records = records;
  }

  /** Reads a kernel's {@code .BTF} section (or /sys/kernel/btf/vmlinux). */
  public static Btf parse(byte[] section) throws BtfException {
    BtfSection read = BtfSection.read(section);
    SectionStrings strings = new SectionStrings(null, read.strings());
    return new Btf(null, new PlainRecords(1, new TypeSection(read.types(), strings), strings));
  }

  /** Reads a module's {@code .BTF} section, whose ids and strings continue those of this kernel. */
  public Btf split(byte[] moduleSection) throws BtfException {
    BtfSection read = BtfSection.read(moduleSection);
    SectionStrings strings = new SectionStrings(records.sectionStrings(), read.strings());
    TypeSection section = new TypeSection(read.types(), strings);
    return new Btf(this, new PlainRecords(records.endId(), section, strings));
  }

  /** The id after the last type. */
  public int endId() {
    return records.endId();
  }

  /** The first id that is not the base's. */
  public int firstId() {
    return records.firstId();
  }

  /** The kind of type {@code id}; an id that does not exist is void. */
  public BtfKind kind(int id) {
    if (id <= 0 || id >= records.endId()) {
      return BtfKind.VOID;
    }
    return id < records.firstId() && base != null ? base.kind(id) : records.kind(id);
  }

  /** Type {@code id}; an id that does not exist is void. */
  public BtfType type(int id) {
    if (id <= 0 || id >= records.endId()) {
      return VOID;
    }
    if (id < records.firstId() && base != null) {
      return base.type(id);
    }
    BtfType type = decoded.get(id);
    if (type == null) {
      type = records.decode(id);
      decoded.put(id, type);
    }
    return type;
  }

  /** The id of the type of {@code kind} called {@code name}, or 0. */
  public int find(BtfKind kind, String name) {
    int id = records.find(kind, name);
    return id == 0 && base != null ? base.find(kind, name) : id;
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

  /**
   * The struct or union that {@code id} is, through typedefs and qualifiers; null if it is none.
   */
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
      BtfType type = type(at);
      if (type instanceof BtfType.Typedef typedef) {
        at = typedef.target();
      } else if (type instanceof BtfType.Qualified qualified) {
        at = qualified.target();
      } else {
        return at;
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
    int at = resolve(id);
    long count = 1;
    for (int depth = 0; depth < DEEPEST; depth++) {
      if (type(at) instanceof BtfType.Array array) {
        count = Math.min(count * array.count(), Integer.MAX_VALUE);
        at = resolve(array.element());
      } else if (type(at) instanceof BtfType.Variable variable) {
        at = resolve(variable.type());
      } else {
        return count * elementSize(type(at));
      }
    }
    return 0;
  }

  // no switch over the types: its first use would cost 10 ms of start-up
  private static long elementSize(BtfType type) {
    int size = 0;
    if (type instanceof BtfType.Pointer) {
      size = Long.BYTES;
    } else if (type instanceof BtfType.Int integer) {
      size = integer.size();
    } else if (type instanceof BtfType.Composite composite) {
      size = composite.size();
    } else if (type instanceof BtfType.Enumeration enumeration) {
      size = enumeration.size();
    } else if (type instanceof BtfType.FloatingPoint real) {
      size = real.size();
    } else if (type instanceof BtfType.DataSection section) {
      size = section.size();
    }
    return Integer.toUnsignedLong(size);
  }

  /**
   * The value of the enumerator {@code name}, in whatever enum it is.
   *
   * @throws NoSuchTypeException if no enum has it
   */
  public long enumValue(String name) {
    Long value = records.enumerators().find(name);
    if (value != null) {
      return value;
    }
    if (base == null) {
      throw new NoSuchTypeException("enumerator " + name + " is not in this kernel's types");
    }
    return base.enumValue(name);
  }

  /** Whether an enum has the enumerator {@code name}. */
  public boolean hasEnumerator(String name) {
    return records.enumerators().find(name) != null || (base != null && base.hasEnumerator(name));
  }

  /** The prototype of the function {@code name}, or null if it is not known. */
  public BtfType.@Nullable Prototype prototype(String name) {
    return type(find(BtfKind.FUNCTION, name)) instanceof BtfType.Function function
            && type(function.prototype()) instanceof BtfType.Prototype prototype
        ? prototype
        : null;
  }
}
