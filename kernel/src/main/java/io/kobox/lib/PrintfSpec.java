package io.kobox.lib;

/** One conversion of a format (lib/vsprintf.c: struct printf_spec). */
final class PrintfSpec {
  static final int SIGN = 1;
  static final int LEFT = 2;
  static final int PLUS = 4;
  static final int SPACE = 8;
  static final int ZEROPAD = 16;
  static final int SMALL = 32;
  static final int SPECIAL = 64;

  /** What kind of argument the conversion takes. */
  enum Type {
    CHAR,
    STRING,
    POINTER,
    PERCENT,
    INVALID,
    LONG,
    UBYTE,
    BYTE,
    USHORT,
    SHORT,
    UINT,
    INT
  }

  Type type = Type.INVALID;

  /** The field's width; -1 if the format has none. */
  int fieldWidth = -1;

  int flags;
  int base = 10;

  /** The precision; -1 if the format has none. */
  int precision = -1;

  static PrintfSpec of(int base, int fieldWidth, int flags) {
    PrintfSpec spec = new PrintfSpec();
    spec.base = base;
    spec.fieldWidth = fieldWidth;
    spec.flags = flags;
    return spec;
  }

  /** For a plain string (default_str_spec). */
  static PrintfSpec string() {
    return of(10, -1, 0);
  }

  /** For a plain set of flags (default_flag_spec). */
  static PrintfSpec hexFlags() {
    return of(16, 0, SPECIAL | SMALL);
  }

  PrintfSpec copy() {
    PrintfSpec copy = of(base, fieldWidth, flags);
    copy.type = type;
    copy.precision = precision;
    return copy;
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }
}
