package io.kobox.btf;

/**
 * Prints types as C: declarations such as {@code int (*open)(struct inode *, struct file *)} and
 * definitions of structs, unions and enums with each member's place, as pahole does.
 */
public final class CPrinter {
  private static final int DEEPEST = 32;
  private static final int LONGEST = 1 << 20;

  private final Btf btf;
  private final StringBuilder out = new StringBuilder();

  private CPrinter(Btf btf) {
    this.btf = btf;
  }

  /** The declaration of {@code name} with type {@code id}; the type alone if {@code name} is "". */
  public static String declaration(Btf btf, int id, String name) {
    return new CPrinter(btf).declare(id, name, 0);
  }

  /** The prototype of the function {@code name} without semicolon, or "" if it is not known. */
  public static String prototype(Btf btf, String name) {
    BtfType.Prototype prototype = btf.prototype(name);
    if (prototype == null) {
      return "";
    }
    CPrinter printer = new CPrinter(btf);
    return printer.declare(prototype.result(), name + printer.parameters(prototype, 0), 0);
  }

  /** The definition of a struct, union or enum; of other types the declaration. */
  public static String definition(Btf btf, int id) {
    CPrinter printer = new CPrinter(btf);
    int resolved = btf.resolve(id);
    if (btf.type(resolved) instanceof BtfType.Composite composite) {
      printer.composite(composite, 0, 0);
    } else if (btf.type(resolved) instanceof BtfType.Enumeration enumeration) {
      printer.enumeration(enumeration, 0);
    } else {
      printer.out.append(printer.declare(id, "", 0));
    }
    return printer.out.append(";\n").toString();
  }

  private String declare(int id, String name, int depth) {
    if (depth > DEEPEST || name.length() > LONGEST) {
      return "...";
    }
    BtfType type = btf.type(id);
    if (type instanceof BtfType.Pointer pointer) {
      return declare(pointer.target(), pointerTo(pointer.target(), name), depth + 1);
    } else if (type instanceof BtfType.Array array) {
      return declare(array.element(), name + "[" + array.count() + "]", depth + 1);
    } else if (type instanceof BtfType.Prototype prototype) {
      return declare(prototype.result(), name + parameters(prototype, depth), depth + 1);
    } else if (type instanceof BtfType.Qualified qualified) {
      return qualified(qualified, name, depth);
    }
    String word = word(type);
    return name.isEmpty() ? word : word + (name.startsWith("[") ? "" : " ") + name;
  }

  private String pointerTo(int target, String name) {
    BtfType type = btf.type(target);
    boolean grouped = type instanceof BtfType.Array || type instanceof BtfType.Prototype;
    return grouped ? "(*" + name + ")" : "*" + name;
  }

  /** A qualifier of a pointer stands after its star, any other before the type. */
  private String qualified(BtfType.Qualified qualified, String name, int depth) {
    String word =
        switch (qualified.kind()) {
          case CONST -> "const";
          case VOLATILE -> "volatile";
          case RESTRICT -> "restrict";
          default -> "";
        };
    if (word.isEmpty()) {
      return declare(qualified.target(), name, depth + 1);
    }
    if (btf.type(qualified.target()) instanceof BtfType.Pointer) {
      String inner = name.isEmpty() ? word : word + " " + name;
      return declare(qualified.target(), " " + inner, depth + 1);
    }
    return word + " " + declare(qualified.target(), name, depth + 1);
  }

  private String parameters(BtfType.Prototype prototype, int depth) {
    StringBuilder list = new StringBuilder("(");
    for (BtfType.Parameter parameter : prototype.parameters()) {
      list.append(list.length() == 1 ? "" : ", ");
      list.append(declare(parameter.type(), parameter.name(), depth + 1));
      if (list.length() > LONGEST) {
        break;
      }
    }
    if (prototype.variadic()) {
      list.append(list.length() == 1 ? "..." : ", ...");
    }
    return list.append(list.length() == 1 ? "void)" : ")").toString();
  }

  private static String word(BtfType type) {
    if (type instanceof BtfType.Int integer) {
      return integer.name();
    } else if (type instanceof BtfType.Composite composite) {
      return tagged(composite.union() ? "union" : "struct", composite.name());
    } else if (type instanceof BtfType.Enumeration enumeration) {
      return tagged("enum", enumeration.name());
    } else if (type instanceof BtfType.Forward forward) {
      return tagged(forward.union() ? "union" : "struct", forward.name());
    } else if (type instanceof BtfType.Typedef typedef) {
      return typedef.name();
    } else if (type instanceof BtfType.FloatingPoint real) {
      return real.name();
    }
    return "void";
  }

  private static String tagged(String tag, String name) {
    return name.isEmpty() ? tag + " {...}" : tag + " " + name;
  }

  private void composite(BtfType.Composite composite, long bitOffset, int depth) {
    out.append(composite.union() ? "union" : "struct");
    out.append(composite.name().isEmpty() ? "" : " " + composite.name()).append(" {\n");
    for (BtfType.Member member : composite.members()) {
      if (out.length() > LONGEST) {
        break;
      }
      long at = bitOffset + Integer.toUnsignedLong(member.bitOffset());
      out.append("\t".repeat(depth + 1));
      member(member, at, depth);
      out.append(";\t/* ").append(at / 8);
      if (member.bitSize() != 0) {
        out.append(':').append(at % 8);
      }
      out.append(' ').append(btf.sizeOf(member.type())).append(" */\n");
    }
    out.append("\t".repeat(depth)).append("}");
    if (depth == 0) {
      out.append(" /* size: ").append(Integer.toUnsignedLong(composite.size())).append(" */");
    }
  }

  private void member(BtfType.Member member, long at, int depth) {
    BtfType type = btf.type(member.type());
    if (type instanceof BtfType.Composite inner && inner.name().isEmpty() && depth < DEEPEST) {
      composite(inner, at, depth + 1);
      out.append(member.name().isEmpty() ? "" : " " + member.name());
    } else if (type instanceof BtfType.Enumeration inner && inner.name().isEmpty()) {
      enumeration(inner, depth + 1);
      out.append(' ').append(member.name());
    } else {
      out.append(declare(member.type(), member.name(), 0));
    }
    if (member.bitSize() != 0) {
      out.append(":").append(member.bitSize());
    }
  }

  private void enumeration(BtfType.Enumeration enumeration, int depth) {
    out.append("enum");
    out.append(enumeration.name().isEmpty() ? "" : " " + enumeration.name()).append(" {\n");
    for (BtfType.Enumerator value : enumeration.values()) {
      out.append("\t".repeat(depth + 1)).append(value.name()).append(" = ");
      out.append(
          enumeration.signed()
              ? Long.toString(value.value())
              : Long.toUnsignedString(value.value()));
      out.append(",\n");
    }
    out.append("\t".repeat(depth)).append("}");
  }
}
