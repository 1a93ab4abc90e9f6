package io.kobox.lib;

import io.kobox.export.VarArgs;

/** Takes a format apart (lib/vsprintf.c: format_decode()). */
final class FormatDecoder {
  private static final int FIELD_WIDTH_MAX = (1 << 23) - 1;
  private static final int PRECISION_MAX = (1 << 15) - 1;

  private final String format;
  private final KernelWarning warning;
  private int position;

  FormatDecoder(String format, KernelWarning warning) {
    this.format = format;
    this.warning = warning;
  }

  boolean atEnd() {
    return position >= format.length();
  }

  /** Copies the text up to the next conversion. */
  void literal(OutputBuffer out) {
    int percent = format.indexOf('%', position);
    int end = percent < 0 ? format.length() : percent;
    out.append(format, position, end);
    position = end;
  }

  /** The conversion at the current '%'; takes the arguments that '*' stands for. */
  PrintfSpec conversion(VarArgs args) {
    PrintfSpec spec = new PrintfSpec();
    position++;
    flags(spec);
    fieldWidth(spec, args);
    precision(spec, args);
    char qualifier = qualifier();
    type(spec, qualifier);
    return spec;
  }

  /** The letters and digits that follow %p. */
  String pointerExtension() {
    int start = position;
    while (Ctype.isAlnum(peek())) {
      position++;
    }
    return format.substring(start, position);
  }

  private char peek() {
    return position < format.length() ? format.charAt(position) : 0;
  }

  private void flags(PrintfSpec spec) {
    while (true) {
      int flag =
          switch (peek()) {
            case '-' -> PrintfSpec.LEFT;
            case '+' -> PrintfSpec.PLUS;
            case ' ' -> PrintfSpec.SPACE;
            case '#' -> PrintfSpec.SPECIAL;
            case '0' -> PrintfSpec.ZEROPAD;
            default -> 0;
          };
      if (flag == 0) {
        return;
      }
      spec.flags |= flag;
      position++;
    }
  }

  private void fieldWidth(PrintfSpec spec, VarArgs args) {
    if (Ctype.isDigit(peek())) {
      // struct printf_spec has 24 bits for it
      spec.fieldWidth = digits() << 8 >> 8;
    } else if (peek() == '*') {
      position++;
      setFieldWidth(spec, args.nextInt());
      if (spec.fieldWidth < 0) {
        spec.fieldWidth = -spec.fieldWidth;
        spec.flags |= PrintfSpec.LEFT;
      }
    }
  }

  private void setFieldWidth(PrintfSpec spec, int width) {
    spec.fieldWidth = width << 8 >> 8;
    if (spec.fieldWidth != width) {
      warning.warnOnce(
          "lib/vsprintf.c:2693 set_field_width+0x71/0x80", "field width " + width + " too large");
      spec.fieldWidth = Math.clamp(width, -FIELD_WIDTH_MAX, FIELD_WIDTH_MAX);
    }
  }

  private void precision(PrintfSpec spec, VarArgs args) {
    if (peek() != '.') {
      return;
    }
    position++;
    if (Ctype.isDigit(peek())) {
      spec.precision = Math.max((short) digits(), 0);
    } else if (peek() == '*') {
      position++;
      int precision = args.nextInt();
      if ((short) precision != precision) {
        warning.warnOnce(
            "lib/vsprintf.c:2702 set_precision+0x56/0x60", "precision " + precision + " too large");
      }
      spec.precision = Math.clamp(precision, 0, PRECISION_MAX);
    }
  }

  private int digits() {
    int number = 0;
    while (Ctype.isDigit(peek())) {
      number = number * 10 + (peek() - '0');
      position++;
    }
    return number;
  }

  /** The length modifier: h, l, z, t as they are; H for hh, L for ll; 0 for none. */
  private char qualifier() {
    char c = peek();
    if (c != 'h' && c != 'l' && c != 'L' && c != 'z' && c != 't') {
      return 0;
    }
    position++;
    if (c == peek() && (c == 'l' || c == 'h')) {
      position++;
      return c == 'l' ? 'L' : 'H';
    }
    return c;
  }

  private void type(PrintfSpec spec, char qualifier) {
    char c = peek();
    switch (c) {
      case 'c' -> spec.type = PrintfSpec.Type.CHAR;
      case 's' -> spec.type = PrintfSpec.Type.STRING;
      case 'p' -> spec.type = PrintfSpec.Type.POINTER;
      case '%' -> spec.type = PrintfSpec.Type.PERCENT;
      case 'o' -> integer(spec, qualifier, 8, 0);
      case 'x' -> integer(spec, qualifier, 16, PrintfSpec.SMALL);
      case 'X' -> integer(spec, qualifier, 16, 0);
      case 'd', 'i' -> integer(spec, qualifier, 10, PrintfSpec.SIGN);
      case 'u' -> integer(spec, qualifier, 10, 0);
      default -> {
        // %n too: it is more of a risk than of use
        warning.warnOnce(
            "lib/vsprintf.c:2661 format_decode+0x441/0x540",
            "Please remove unsupported %" + c + " in format string\n");
        spec.type = PrintfSpec.Type.INVALID;
        return;
      }
    }
    position++;
  }

  private static void integer(PrintfSpec spec, char qualifier, int base, int flags) {
    spec.base = base;
    spec.flags |= flags;
    boolean signed = spec.has(PrintfSpec.SIGN);
    spec.type =
        switch (qualifier) {
          case 'L', 'l', 'z', 't' -> PrintfSpec.Type.LONG;
          case 'H' -> signed ? PrintfSpec.Type.BYTE : PrintfSpec.Type.UBYTE;
          case 'h' -> signed ? PrintfSpec.Type.SHORT : PrintfSpec.Type.USHORT;
          default -> signed ? PrintfSpec.Type.INT : PrintfSpec.Type.UINT;
        };
  }
}
