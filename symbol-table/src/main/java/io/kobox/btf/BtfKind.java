package io.kobox.btf;

import org.jspecify.annotations.Nullable;

/**
 * The kinds of types ({@code include/uapi/linux/btf.h: BTF_KIND_*}), in the order of their values.
 */
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

  /** The number of kinds. */
  static final int COUNT = 20;

  /** A bit for each kind whose types are looked up by name, other than functions and variables. */
  static final int DATA_TYPE_NAMES =
      1 << 1 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8 | 1 << 16 | 1 << 19;

  /** A bit for functions and variables. */
  static final int FUNCTION_NAMES = 1 << 12 | 1 << 14;

  /** A bit for enums of both sizes. */
  static final int ENUMS = 1 << 6 | 1 << 19;

  static @Nullable BtfKind of(int value) {
    return value < KINDS.length ? KINDS[value] : null;
  }

  /** How many bytes follow a type of this kind, by the number of its elements. */
  static int tail(int kind, int elements) {
    return switch (kind) {
      // an int's encoding, a variable's linkage, a declaration tag's component
      case 1, 14, 17 -> 4;
      // an array's element, index and count
      case 3 -> 12;
      // members of structs and unions, variables of a section, 64-bit enumerators
      case 4, 5, 15, 19 -> elements * 12;
      // enumerators, parameters
      case 6, 13 -> elements * 8;
      default -> 0;
    };
  }

  /** How many bytes follow a type of this kind, by the number of its elements. */
  int tail(int elements) {
    return switch (this) {
      case INT, VARIABLE, DECLARATION_TAG -> tail(1, elements);
      case ARRAY -> tail(3, elements);
      case STRUCT, UNION, DATA_SECTION, ENUM64 -> tail(4, elements);
      case ENUM, PROTOTYPE -> tail(6, elements);
      default -> 0;
    };
  }

  /** Whether it is what a symbol names: a function or a variable. */
  boolean isFunctionName() {
    return this == FUNCTION || this == VARIABLE;
  }

  /** Whether it only serves to describe functions and variables: no data type refers to it much. */
  boolean isFunctionTier() {
    return switch (this) {
      case FUNCTION, PROTOTYPE, VARIABLE, DATA_SECTION -> true;
      default -> false;
    };
  }
}
