package io.kobox.btf;

import java.util.List;

/** A decoded type. Other types are referred to by id; 0 is void. */
public sealed interface BtfType {
  /** {@code void}, and what {@code sizeof} has no answer for. */
  record NoType() implements BtfType {}

  /** An integer; {@code bits} of {@code size} bytes count. */
  record Int(String name, int size, boolean signed, boolean bool, int bitOffset, int bits)
      implements BtfType {}

  /** A pointer to {@code target}. */
  record Pointer(int target) implements BtfType {}

  /** An array of {@code count} elements. */
  record Array(int element, int index, long count) implements BtfType {}

  /** A struct or union; {@code name} is "" if it is anonymous. */
  record Composite(boolean union, String name, int size, List<Member> members) implements BtfType {}

  /**
   * A member of a struct or union.
   *
   * @param name its name, "" for an anonymous struct or union
   * @param bitOffset where it begins, in bits
   * @param bitSize the width of a bit field, else 0
   */
  record Member(String name, int type, int bitOffset, int bitSize) {}

  /** An enum of 32 or 64 bits. */
  record Enumeration(String name, int size, boolean signed, List<Enumerator> values)
      implements BtfType {}

  /** A named value. */
  record Enumerator(String name, long value) {}

  /** A struct or union that is only declared. */
  record Forward(String name, boolean union) implements BtfType {}

  /** A typedef. */
  record Typedef(String name, int target) implements BtfType {}

  /** {@code const}, {@code volatile}, {@code restrict} or a type tag on {@code target}. */
  record Qualified(BtfKind kind, String tag, int target) implements BtfType {}

  /** A function; {@code linkage} 0 is static, 1 global, 2 external. */
  record Function(String name, int prototype, int linkage) implements BtfType {}

  /** A function's type. */
  record Prototype(int result, List<Parameter> parameters, boolean variadic) implements BtfType {}

  /** A parameter; its name may be "". */
  record Parameter(String name, int type) {}

  /** A variable. */
  record Variable(String name, int type, int linkage) implements BtfType {}

  /** A section of variables ({@code .data..percpu}). */
  record DataSection(String name, int size, List<SectionVariable> variables) implements BtfType {}

  /** A variable's place in its section. */
  record SectionVariable(int variable, int offset, int size) {}

  /** A floating-point type. */
  record FloatingPoint(String name, int size) implements BtfType {}

  /** A tag on a type, or on its member or parameter {@code component} (-1: on the whole). */
  record DeclarationTag(String tag, int target, int component) implements BtfType {}
}
