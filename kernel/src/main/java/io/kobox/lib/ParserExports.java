package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;
import io.kobox.mm.Gfp;
import java.util.function.LongConsumer;

/** lib/parser.c: mount options and their like. */
public final class ParserExports {
  private static final int EINVAL = 22;
  private static final int ERANGE = 34;
  private static final int MAX_OPT_ARGS = 3;

  /** substring_t has no struct name to look up: two pointers, from and to. */
  private static final int SUBSTRING_TO = 8;

  private static final int SUBSTRING_SIZE = 16;

  private final GuestMemory memory;
  private final StructLayouts layouts;
  private final Kmalloc kmalloc;

  public ParserExports(GuestMemory memory, StructLayouts layouts, Kmalloc kmalloc) {
    this.memory = memory;
    this.layouts = layouts;
    this.kmalloc = kmalloc;
  }

  // int match_token(char *s, const match_table_t table, substring_t args[])
  @KernelExport
  public int match_token(long s, long table, long args) {
    long entry = table;
    while (true) {
      long pattern = memory.getLong(entry + layouts.offset("match_token", "pattern"));
      if (pattern == 0 || matches(s, memory.string(pattern), args)) {
        return memory.getInt(entry + layouts.offset("match_token", "token"));
      }
      entry += layouts.size("match_token");
    }
  }

  /** {@code match_one()}. */
  private boolean matches(long string, String pattern, long args) {
    long s = string;
    int p = 0;
    int count = 0;
    while (true) {
      int percent = pattern.indexOf('%', p);
      if (percent < 0) {
        return memory.string(s).equals(pattern.substring(p));
      }
      String literal = pattern.substring(p, percent);
      if (!memory.string(s, literal.length()).equals(literal)) {
        return false;
      }
      s += literal.length();
      p = percent + 1;
      int length = -1;
      if (Ctype.isDigit(at(pattern, p))) {
        length = 0;
        while (Ctype.isDigit(at(pattern, p))) {
          length = length * 10 + at(pattern, p++) - '0';
        }
      } else if (at(pattern, p) == '%') {
        if (memory.getByte(s++) != '%') {
          return false;
        }
        p++;
        continue;
      }
      if (count >= MAX_OPT_ARGS) {
        return false;
      }
      long end = argument(s, at(pattern, p++), length);
      if (end == s) {
        return false;
      }
      memory.putLong(args + (long) SUBSTRING_SIZE * count, s);
      memory.putLong(args + (long) SUBSTRING_SIZE * count + SUBSTRING_TO, end);
      s = end;
      count++;
    }
  }

  /** Where the argument at {@code s} ends; {@code s} itself if there is none. */
  private long argument(long s, char kind, int length) {
    return switch (kind) {
      case 's' -> {
        long whole = memory.stringLength(s, Integer.MAX_VALUE);
        yield s + (length < 0 || length > whole ? whole : length);
      }
      case 'd' -> {
        boolean minus = memory.getByte(s) == '-';
        yield number(minus ? s + 1 : s, 0).end();
      }
      case 'u' -> number(s, 0).end();
      case 'o' -> number(s, 8).end();
      case 'x' -> number(s, 16).end();
      default -> s;
    };
  }

  private ParsedInteger number(long s, int base) {
    return ParsedInteger.at(at -> memory.getByte(at) & 0xff, s, base, Integer.MAX_VALUE);
  }

  private static char at(String text, int index) {
    return index < text.length() ? text.charAt(index) : 0;
  }

  // int match_int(substring_t *s, int *result)
  @KernelExport
  public int match_int(long s, long result) {
    return matchNumber(s, result, 0);
  }

  // int match_octal(substring_t *s, int *result)
  @KernelExport
  public int match_octal(long s, long result) {
    return matchNumber(s, result, 8);
  }

  // int match_hex(substring_t *s, int *result)
  @KernelExport
  public int match_hex(long s, long result) {
    return matchNumber(s, result, 16);
  }

  private int matchNumber(long s, long result, int base) {
    String text = substring(s);
    boolean minus = text.startsWith("-");
    ParsedInteger number = ParsedInteger.at(at -> at(text, (int) at), minus ? 1 : 0, base, 64);
    if (number.end() == 0) {
      return -EINVAL;
    }
    long value = minus ? -number.value() : number.value();
    if (value != (int) value) {
      return -ERANGE;
    }
    memory.putInt(result, (int) value);
    return 0;
  }

  // int match_uint(substring_t *s, unsigned int *result)
  @KernelExport
  public int match_uint(long s, long result) {
    return strict(s, 10, value -> memory.putInt(result, (int) value), 32);
  }

  // int match_u64(substring_t *s, u64 *result)
  @KernelExport
  public int match_u64(long s, long result) {
    return strict(s, 0, value -> memory.putLong(result, value), 64);
  }

  private int strict(long s, int base, LongConsumer store, int bits) {
    String text = substring(s);
    ParsedInteger number =
        ParsedInteger.at(at -> at(text, (int) at), text.startsWith("+") ? 1 : 0, base, 1L << 31);
    if (number.overflow()) {
      return -ERANGE;
    }
    String rest = text.substring((int) Math.min(number.end(), text.length()));
    if (number.digits() == 0 || !(rest.isEmpty() || rest.equals("\n"))) {
      return -EINVAL;
    }
    if (bits < 64 && number.value() >>> bits != 0) {
      return -ERANGE;
    }
    store.accept(number.value());
    return 0;
  }

  // bool match_wildcard(const char *pattern, const char *str)
  @KernelExport
  public boolean match_wildcard(String pattern, String str) {
    int p = 0;
    int s = 0;
    int starAt = -1;
    int tried = 0;
    while (s < str.length()) {
      char c = at(pattern, p);
      if (c == '?') {
        s++;
        p++;
      } else if (c == '*') {
        starAt = ++p;
        tried = s;
        if (p == pattern.length()) {
          return true;
        }
      } else if (c == str.charAt(s)) {
        s++;
        p++;
      } else if (starAt >= 0) {
        s = ++tried;
        p = starAt;
      } else {
        return false;
      }
    }
    if (at(pattern, p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  // size_t match_strlcpy(char *dest, const substring_t *src, size_t size)
  @KernelExport
  public long match_strlcpy(long dest, long src, long size) {
    String text = substring(src);
    if (size != 0) {
      memory.putString(dest, text.substring(0, Math.clamp(size - 1, 0, text.length())));
    }
    return text.length();
  }

  // char *match_strdup(const substring_t *s)
  @KernelExport
  public long match_strdup(long s) {
    String text = substring(s);
    long copy = kmalloc.kmalloc(text.length() + 1L, Gfp.KERNEL);
    if (copy != 0) {
      memory.putString(copy, text);
    }
    return copy;
  }

  private String substring(long s) {
    long from = memory.getLong(s);
    return GuestBytes.text(memory, from, memory.getLong(s + SUBSTRING_TO) - from);
  }
}
