package io.kobox.lib;

import io.kobox.export.VarArgs;
import io.kobox.machine.GuestMemory;
import java.util.BitSet;

/** One scan of a string under a format (lib/vsprintf.c: vsscanf()). */
final class Sscanf {
  /** What a step of the scan leads to. */
  private enum Step {
    GO_ON,
    STOP
  }

  private final GuestMemory memory;
  private final long start;
  private final String format;
  private final VarArgs args;
  private long input;
  private int position;
  private int converted;

  Sscanf(GuestMemory memory, long input, String format, VarArgs args) {
    this.memory = memory;
    this.start = input;
    this.input = input;
    this.format = format;
    this.args = args;
  }

  /** The number of conversions done. */
  int scan() {
    while (position < format.length()) {
      if (Ctype.isSpace(peek())) {
        skipFormatSpace();
        skipSpace();
      }
      Step step;
      if (peek() == 0) {
        break;
      } else if (peek() == '%') {
        position++;
        step = conversion();
      } else {
        step = peek() == next() ? Step.GO_ON : Step.STOP;
        position++;
        input++;
      }
      if (step == Step.STOP) {
        break;
      }
    }
    return converted;
  }

  private Step conversion() {
    if (peek() == '*') {
      return discard();
    }
    int width = -1;
    if (Ctype.isDigit(peek())) {
      width = width();
      if (width <= 0) {
        return Step.STOP;
      }
    }
    char qualifier = qualifier();
    char kind = peek();
    if (kind == 'n') {
      memory.putInt(args.nextLong(), (int) (input - start));
      position++;
      return Step.GO_ON;
    }
    if (kind == 0 || next() == 0) {
      return Step.STOP;
    }
    position++;
    return switch (kind) {
      case 'c' -> characters(width == -1 ? 1 : width);
      case 's' -> string(width == -1 ? Short.MAX_VALUE : width);
      case '[' -> set(width);
      case 'o' -> integer(8, false, width, qualifier);
      case 'x', 'X' -> integer(16, false, width, qualifier);
      case 'i' -> integer(0, true, width, qualifier);
      case 'd' -> integer(10, true, width, qualifier);
      case 'u' -> integer(10, false, width, qualifier);
      case '%' -> {
        char c = next();
        input++;
        yield c == '%' ? Step.GO_ON : Step.STOP;
      }
      default -> Step.STOP;
    };
  }

  /** %*…: skips the conversion, and the input up to the next space. */
  private Step discard() {
    if (next() == 0) {
      return Step.STOP;
    }
    while (!Ctype.isSpace(peek()) && peek() != '%' && peek() != 0) {
      if (peek() == '[') {
        return Step.STOP;
      }
      position++;
    }
    while (!Ctype.isSpace(next()) && next() != 0) {
      input++;
    }
    return Step.GO_ON;
  }

  private int width() {
    int width = 0;
    while (Ctype.isDigit(peek())) {
      width = width * 10 + (peek() - '0');
      position++;
    }
    return (short) width;
  }

  private char qualifier() {
    char c = peek();
    if (c != 'h' && c != 'l' && c != 'L' && c != 'z') {
      return 0;
    }
    position++;
    if (peek() == c && (c == 'h' || c == 'l')) {
      position++;
      return c == 'h' ? 'H' : 'L';
    }
    return c;
  }

  private Step characters(int width) {
    long target = args.nextLong();
    int count = 0;
    do {
      memory.putByte(target + count, (byte) next());
      count++;
      input++;
    } while (count < width && next() != 0);
    converted++;
    return Step.GO_ON;
  }

  private Step string(int width) {
    long target = args.nextLong();
    skipSpace();
    int count = 0;
    while (next() != 0 && !Ctype.isSpace(next()) && count < width) {
      memory.putByte(target + count, (byte) next());
      count++;
      input++;
    }
    memory.putByte(target + count, (byte) 0);
    converted++;
    return Step.GO_ON;
  }

  /** %N[…]: no ranges, no closing bracket in the set, and the width is required. */
  private Step set(int width) {
    long target = args.nextLong();
    if (width == -1) {
      return Step.STOP;
    }
    boolean negated = peek() == '^';
    if (negated) {
      position++;
    }
    BitSet set = new BitSet(256);
    int end = format.indexOf(']', position);
    if (end <= position) {
      return Step.STOP;
    }
    for (int i = position; i < end; i++) {
      set.set(format.charAt(i));
    }
    position = end + 1;
    if (negated) {
      set.flip(1, 256);
      set.clear(0);
    }
    if (!set.get(next())) {
      return Step.STOP;
    }
    int count = 0;
    while (set.get(next()) && count < width) {
      memory.putByte(target + count, (byte) next());
      count++;
      input++;
    }
    memory.putByte(target + count, (byte) 0);
    converted++;
    return Step.GO_ON;
  }

  private Step integer(int base, boolean signed, int width, char qualifier) {
    skipSpace();
    boolean minus = signed && next() == '-';
    if (minus && width == 1) {
      return Step.STOP;
    }
    int digit = octet(minus ? input + 1 : input);
    boolean valid =
        switch (base) {
          case 16 -> Ctype.isXdigit(digit);
          case 8 -> digit >= '0' && digit <= '7';
          default -> Ctype.isDigit(digit);
        };
    if (!valid) {
      return Step.STOP;
    }
    long limit = width >= 0 ? width : Integer.MAX_VALUE;
    ParsedInteger number =
        minus
            ? ParsedInteger.at(this::octet, input + 1, base, limit - 1)
            : ParsedInteger.at(this::octet, input, base, limit);
    store(args.nextLong(), minus ? -number.value() : number.value(), qualifier);
    converted++;
    input = number.end();
    return Step.GO_ON;
  }

  private void store(long target, long value, char qualifier) {
    switch (qualifier) {
      case 'H' -> memory.putByte(target, (byte) value);
      case 'h' -> memory.putShort(target, (short) value);
      case 'l', 'L', 'z' -> memory.putLong(target, value);
      default -> memory.putInt(target, (int) value);
    }
  }

  private char peek() {
    return position < format.length() ? format.charAt(position) : 0;
  }

  private char next() {
    return (char) octet(input);
  }

  private int octet(long address) {
    return memory.getByte(address) & 0xff;
  }

  private void skipFormatSpace() {
    while (Ctype.isSpace(peek())) {
      position++;
    }
  }

  private void skipSpace() {
    while (Ctype.isSpace(next())) {
      input++;
    }
  }
}
