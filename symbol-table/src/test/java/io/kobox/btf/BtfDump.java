package io.kobox.btf;

/** Prints a type as {@code bpftool btf dump} of bpftool 7.1 does. */
final class BtfDump {
  private BtfDump() {}

  static String dump(Btf btf, int id) {
    StringBuilder out = new StringBuilder("[" + id + "] ");
    switch (btf.type(id)) {
      case BtfType.NoType none -> out.append("VOID");
      case BtfType.Int type ->
          out.append(
              "INT '%s' size=%d bits_offset=%d nr_bits=%d encoding=%s"
                  .formatted(
                      type.name(),
                      type.size(),
                      type.bitOffset(),
                      type.bits(),
                      type.bool() ? "BOOL" : type.signed() ? "SIGNED" : "(none)"));
      case BtfType.Pointer type -> out.append("PTR '(anon)' type_id=" + type.target());
      case BtfType.Array type ->
          out.append(
              "ARRAY '(anon)' type_id=%d index_type_id=%d nr_elems=%d"
                  .formatted(type.element(), type.index(), type.count()));
      case BtfType.Composite type -> composite(out, type);
      case BtfType.Enumeration type -> enumeration(out, type, btf.kind(id));
      case BtfType.Forward type ->
          out.append(
              "FWD '%s' fwd_kind=%s"
                  .formatted(name(type.name()), type.union() ? "union" : "struct"));
      case BtfType.Typedef type ->
          out.append("TYPEDEF '%s' type_id=%d".formatted(name(type.name()), type.target()));
      case BtfType.Qualified type ->
          out.append("%s '%s' type_id=%d".formatted(type.kind(), name(type.tag()), type.target()));
      case BtfType.Function type ->
          out.append(
              "FUNC '%s' type_id=%d linkage=%s"
                  .formatted(type.name(), type.prototype(), linkage(type.linkage())));
      case BtfType.Prototype type -> prototype(out, type);
      case BtfType.Variable type ->
          out.append(
              "VAR '%s' type_id=%d, linkage=%s"
                  .formatted(type.name(), type.type(), linkage(type.linkage())));
      case BtfType.DataSection type -> section(out, type, btf);
      case BtfType.FloatingPoint type ->
          out.append("FLOAT '%s' size=%d".formatted(type.name(), type.size()));
      case BtfType.DeclarationTag type ->
          out.append(
              "DECL_TAG '%s' type_id=%d component_idx=%d"
                  .formatted(type.tag(), type.target(), type.component()));
    }
    return out.append('\n').toString();
  }

  private static String name(String name) {
    return name.isEmpty() ? "(anon)" : name;
  }

  private static String linkage(int linkage) {
    return switch (linkage) {
      case 0 -> "static";
      case 1 -> "global";
      default -> "extern";
    };
  }

  private static void composite(StringBuilder out, BtfType.Composite type) {
    out.append(
        "%s '%s' size=%d vlen=%d"
            .formatted(
                type.union() ? "UNION" : "STRUCT",
                name(type.name()),
                type.size(),
                type.members().size()));
    for (BtfType.Member member : type.members()) {
      out.append(
          "\n\t'%s' type_id=%d bits_offset=%d"
              .formatted(name(member.name()), member.type(), member.bitOffset()));
      if (member.bitSize() != 0) {
        out.append(" bitfield_size=").append(member.bitSize());
      }
    }
  }

  private static void enumeration(StringBuilder out, BtfType.Enumeration type, BtfKind kind) {
    boolean wide = kind == BtfKind.ENUM64;
    out.append(
        "%s '%s' encoding=%s size=%d vlen=%d"
            .formatted(
                kind,
                name(type.name()),
                type.signed() ? "SIGNED" : "UNSIGNED",
                type.size(),
                type.values().size()));
    for (BtfType.Enumerator value : type.values()) {
      String number =
          type.signed() ? Long.toString(value.value()) : Long.toUnsignedString(value.value());
      String suffix = wide ? type.signed() ? "LL" : "ULL" : "";
      out.append("\n\t'%s' val=%s%s".formatted(value.name(), number, suffix));
    }
  }

  private static void prototype(StringBuilder out, BtfType.Prototype type) {
    int count = type.parameters().size() + (type.variadic() ? 1 : 0);
    out.append("FUNC_PROTO '(anon)' ret_type_id=%d vlen=%d".formatted(type.result(), count));
    for (BtfType.Parameter parameter : type.parameters()) {
      out.append("\n\t'%s' type_id=%d".formatted(name(parameter.name()), parameter.type()));
    }
    if (type.variadic()) {
      out.append("\n\t'(anon)' type_id=0");
    }
  }

  private static void section(StringBuilder out, BtfType.DataSection type, Btf btf) {
    out.append(
        "DATASEC '%s' size=%d vlen=%d"
            .formatted(type.name(), type.size(), type.variables().size()));
    for (BtfType.SectionVariable variable : type.variables()) {
      out.append(
          "\n\ttype_id=%d offset=%d size=%d"
              .formatted(variable.variable(), variable.offset(), variable.size()));
      if (btf.type(variable.variable()) instanceof BtfType.Variable named) {
        out.append(" (VAR '%s')".formatted(named.name()));
      }
    }
  }
}
