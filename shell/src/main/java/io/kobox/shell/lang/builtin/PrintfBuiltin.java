package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code printf} (bash's printf.def). */
final class PrintfBuiltin implements Builtin {
  private static final int WIDEST = 100_000;

  private List<String> arguments = List.of();
  private int next;
  private int status;
  private boolean stopped;
  private final StringBuilder text = new StringBuilder();

  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    int at = 1;
    String variable = null;
    if (at + 1 < argv.size() && argv.get(at).equals("-v")) {
      variable = argv.get(at + 1);
      at += 2;
    } else if (at < argv.size() && argv.get(at).startsWith("-v") && argv.get(at).length() > 2) {
      variable = argv.get(at++).substring(2);
    }
    if (at < argv.size() && argv.get(at).equals("--")) {
      at++;
    } else if (at < argv.size() && argv.get(at).startsWith("-") && argv.get(at).length() > 1) {
      return Builtins.invalidOption(
          shell, "printf", argv.get(at).substring(0, 2), "printf [-v var] format [arguments]");
    }
    if (at == argv.size()) {
      shell.message("printf: usage: printf [-v var] format [arguments]\n");
      return 2;
    }
    String format = argv.get(at);
    arguments = argv.subList(at + 1, argv.size());
    do {
      int before = next;
      round(shell, format);
      if (next == before) {
        break;
      }
    } while (next < arguments.size() && !stopped);
    if (variable != null) {
      shell.tryAssign(variable, null, text.toString());
    } else {
      int start = 0;
      while (start < text.length()) {
        int newline = text.indexOf("\n", start);
        int end = newline < 0 ? text.length() : newline + 1;
        shell.print(text.substring(start, end));
        start = end;
      }
    }
    return status;
  }

  private String argument(String otherwise) {
    return next < arguments.size() ? arguments.get(next++) : otherwise;
  }

  private void round(Interpreter shell, String format) {
    int at = 0;
    while (at < format.length() && !stopped) {
      char c = format.charAt(at);
      if (c == '\\') {
        int end = escapeEnd(format, at);
        Escapes.Result result = Escapes.decode(format.substring(at, end), false);
        text.append(result.text());
        stopped |= result.stops();
        at = end;
      } else if (c != '%') {
        text.append(c);
        at++;
      } else if (format.startsWith("%%", at)) {
        text.append('%');
        at += 2;
      } else {
        at = conversion(shell, format, at);
      }
    }
  }

  private static int escapeEnd(String format, int at) {
    int end = Math.min(format.length(), at + 2);
    if (end - at < 2) {
      return end;
    }
    char c = format.charAt(at + 1);
    int radix = c == 'x' ? 16 : c >= '0' && c <= '7' ? 8 : 0;
    int most = 2;
    for (int i = 0; radix > 0 && i < most && end < format.length(); i++) {
      if (Character.digit(format.charAt(end), radix) < 0) {
        break;
      }
      end++;
    }
    return end;
  }

  /** One conversion; where it ends. */
  private int conversion(Interpreter shell, String format, int start) {
    int at = start + 1;
    String flags = "";
    while (at < format.length() && "#-+ 0'".indexOf(format.charAt(at)) >= 0) {
      flags += format.charAt(at++);
    }
    int[] size = {-1, -1};
    for (int part = 0; part < 2; part++) {
      if (part == 1) {
        if (at >= format.length() || format.charAt(at) != '.') {
          break;
        }
        at++;
        size[1] = 0;
      }
      if (at < format.length() && format.charAt(at) == '*') {
        long value = integer(shell, argument("0"));
        if (part == 0 && value < 0) {
          flags += "-";
          value = -value;
        }
        size[part] = (int) Math.min(value, WIDEST);
        at++;
      } else {
        while (at < format.length() && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
          size[part] = Math.min(WIDEST, Math.max(0, size[part]) * 10 + (format.charAt(at++) - '0'));
        }
      }
    }
    while (at < format.length() && "hlLjtz".indexOf(format.charAt(at)) >= 0) {
      at++;
    }
    if (at >= format.length()) {
      shell.error("printf: `" + format.substring(start) + "': missing format character");
      status = 1;
      stopped = true;
      return at;
    }
    convert(shell, format.charAt(at), flags, size[0], size[1]);
    return at + 1;
  }

  private void convert(Interpreter shell, char type, String flags, int width, int precision) {
    switch (type) {
      case 's' -> pad(cut(argument(""), precision), flags, width);
      case 'b' -> {
        Escapes.Result result = Escapes.echo(argument(""));
        pad(cut(result.text(), precision), flags, width);
        stopped |= result.stops();
      }
      case 'c' -> {
        String value = argument("");
        pad(value.isEmpty() ? "\0" : value.substring(0, 1), flags, width);
      }
      case 'q' -> pad(BackslashQuoting.quote(argument("")), flags, width);
      case 'd', 'i', 'u', 'o', 'x', 'X' ->
          number(integer(shell, argument("0")), type, flags, width, precision);
      case 'e', 'E', 'f', 'F', 'g', 'G', 'a', 'A' ->
          real(shell, argument("0"), type, flags, width, precision);
      default -> {
        shell.error("printf: `" + type + "': invalid format character");
        status = 1;
        stopped = true;
      }
    }
  }

  private static String cut(String value, int precision) {
    return precision >= 0 && precision < value.length() ? value.substring(0, precision) : value;
  }

  private void pad(String value, String flags, int width) {
    String blanks = " ".repeat(Math.max(0, width - value.length()));
    text.append(flags.contains("-") ? value + blanks : blanks + value);
  }

  private long integer(Interpreter shell, String value) {
    if (value.startsWith("'") || value.startsWith("\"")) {
      return value.length() > 1 ? value.charAt(1) : 0;
    }
    String digits = value.strip();
    boolean negative = digits.startsWith("-");
    int at = negative || digits.startsWith("+") ? 1 : 0;
    int radix = 10;
    if (digits.startsWith("0x", at) || digits.startsWith("0X", at)) {
      radix = 16;
      at += 2;
    } else if (digits.startsWith("0", at) && digits.length() > at + 1) {
      radix = 8;
    }
    int end = at;
    while (end < digits.length() && Character.digit(digits.charAt(end), radix) >= 0) {
      end++;
    }
    if (end == at || end < digits.length()) {
      if (!value.isEmpty()) {
        shell.error("printf: " + value + ": invalid number");
      } else {
        shell.error("printf: : invalid number");
      }
      status = 1;
    }
    if (end == at) {
      return 0;
    }
    java.math.BigInteger big =
        new java.math.BigInteger(digits.substring(at, Math.min(end, at + 70)), radix);
    if (big.bitLength() > 64 || (negative && big.bitLength() > 63)) {
      shell.error("printf: warning: " + value + ": Numerical result out of range");
      return negative ? Long.MIN_VALUE : -1;
    }
    return negative ? -big.longValue() : big.longValue();
  }

  private void number(long value, char type, String flags, int width, int precision) {
    boolean signed = type == 'd' || type == 'i';
    String digits =
        switch (type) {
          case 'd', 'i' -> value < 0 ? Long.toString(value).substring(1) : Long.toString(value);
          case 'u' -> Long.toUnsignedString(value);
          case 'o' -> Long.toOctalString(value);
          case 'x' -> Long.toHexString(value);
          default -> Long.toHexString(value).toUpperCase(java.util.Locale.ROOT);
        };
    if (precision >= 0) {
      digits = "0".repeat(Math.max(0, precision - digits.length())) + digits;
      if (precision == 0 && value == 0) {
        digits = "";
      }
    }
    String prefix = "";
    if (signed) {
      prefix = value < 0 ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
    } else if (flags.contains("#") && value != 0) {
      prefix = type == 'x' ? "0x" : type == 'X' ? "0X" : type == 'o' ? "0" : "";
    }
    if (flags.contains("0") && !flags.contains("-") && precision < 0) {
      digits = "0".repeat(Math.max(0, width - prefix.length() - digits.length())) + digits;
    }
    pad(prefix + digits, flags, width);
  }

  private void real(
      Interpreter shell, String value, char type, String flags, int width, int precision) {
    double number = 0;
    try {
      number = Double.parseDouble(value);
    } catch (NumberFormatException e) {
      shell.error("printf: " + value + ": invalid number");
      status = 1;
    }
    int digits = precision < 0 ? 6 : Math.min(precision, 500);
    String shown = Reals.format(number, type, digits, flags.contains("#"));
    boolean negative = shown.startsWith("-");
    String prefix = negative ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
    String body = negative ? shown.substring(1) : shown;
    if (flags.contains("0") && !flags.contains("-")) {
      body = "0".repeat(Math.max(0, width - prefix.length() - body.length())) + body;
    }
    pad(prefix + body, flags, width);
  }
}
