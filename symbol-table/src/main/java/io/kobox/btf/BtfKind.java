package io.kobox.btf;

import org.jspecify.annotations.Nullable;

/** The kinds of types ({@code include/uapi/linux/btf.h: BTF_KIND_*}), in the order of their values. */
public enum BtfKind {
  /** Type 0. */
  VOID,
  INT,
  POINTER,
  ARRAY,
  STRUCT,
  UNION,
  ENUM,
  /** A declaration without definition. */
  FORWARD,
  TYPEDEF,
  VOLATILE,
  CONST,
  RESTRICT,
  FUNCTION,
  PROTOTYPE,
  VARIABLE,
  DATA_SECTION,
  FLOAT,
  DECLARATION_TAG,
  TYPE_TAG,
  /** An enum with values of 64 bits. */
  ENUM64;

  private static final BtfKind[] KINDS = values();

  static @Nullable BtfKind of(int value) {
    return value < KINDS.length ? KINDS[value] : null;
  }

  /** How many bytes follow a type of this kind, by the number of its elements. */
  int tail(int elements) {
    return switch (this) {
      case INT, VARIABLE, DECLARATION_TAG -> 4;
      case ARRAY -> 12;
      case STRUCT, UNION, DATA_SECTION, ENUM64 -> elements * 12;
      case ENUM, PROTOTYPE -> elements * 8;
      default -> 0;
    };
  }

  /** Whether the type's name is one that C code can look it up by. */
  boolean isNamed() {
    return switch (this) {
      case INT, STRUCT, UNION, ENUM, FORWARD, TYPEDEF, FUNCTION, VARIABLE, FLOAT, ENUM64 -> true;
      default -> false;
    };
  }
}
