package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Numbers;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Pad;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code printf} as a program (the shell has its own), in busybox's words. */
public final class Printf extends Utility {
  private static final int MAX_WIDTH = 100_000;

  private static final class Arguments {
    private final List<String> words;
    private int at;
    private int status;

    Arguments(List<String> words) {
      this.words = words;
    }

    String next() {
      return at < words.size() ? words.get(at++) : "";
    }
  }

  public Printf() {
    super(
        Origin.BUSYBOX,
        "printf",
        "print with a format",
        "Usage: printf FORMAT [ARG]...\n\nFormat and print ARG(s) according to FORMAT (a-la C printf)");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    List<String> words = new ArrayList<>(session.arguments());
    if (!words.isEmpty() && words.getFirst().equals("--")) {
      words.removeFirst();
    }
    if (words.isEmpty()) {
      throw CommandException.usage(null);
    }
    Arguments arguments = new Arguments(words.subList(1, words.size()));
    do {
      int before = arguments.at;
      if (!print(session, words.getFirst(), arguments) || arguments.at == before) {
        break;
      }
    } while (arguments.at < arguments.words.size());
    return arguments.status;
  }

  /** One time through the format; false: output ends here. */
  private boolean print(Session session, String format, Arguments arguments)
      throws ErrnoException, CommandException {
    int i = 0;
    while (i < format.length()) {
      int percent = format.indexOf('%', i);
      int end = percent < 0 ? format.length() : percent;
      Escapes.Text literal = Escapes.expand(format.substring(i, end), false);
      session.out().print(literal.text());
      if (literal.stop()) {
        return false;
      }
      if (percent < 0) {
        return true;
      }
      Matcher matcher =
          Pattern.compile("%([-+ #0]*)(\\*|\\d*)(?:\\.(\\*|\\d*))?[hlLqjzt]*(.)", Pattern.DOTALL)
              .matcher(format)
              .region(percent, format.length());
      if (!matcher.lookingAt()) {
        throw CommandException.failure(1, "%: invalid format");
      }
      i = matcher.end();
      if (matcher.group(4).equals("%")) {
        session.out().print("%");
        continue;
      }
      String flags = matcher.group(1);
      int width = size(session, matcher.group(2), arguments);
      if (width < 0) {
        flags += "-";
        width = -width;
      }
      int precision = matcher.group(3) == null ? -1 : size(session, matcher.group(3), arguments);
      char letter = matcher.group(4).charAt(0);
      String word = arguments.next();
      if (letter == 'b') {
        Escapes.Text text = Escapes.expand(word, true);
        session.out().print(padded(text.text(), flags, width));
        if (text.stop()) {
          return false;
        }
        continue;
      }
      session
          .out()
          .print(
              padded(
                  conversion(session, letter, flags, precision, width, word, arguments),
                  flags,
                  width));
    }
    return true;
  }

  private int size(Session session, String text, Arguments arguments) throws ErrnoException {
    if (text.isEmpty()) {
      return 0;
    }
    long value =
        text.equals("*")
            ? number(session, arguments.next(), arguments)
            : Numbers.isDigits(text) && text.length() < 7 ? Long.parseLong(text) : MAX_WIDTH;
    return Math.clamp(value, -MAX_WIDTH, MAX_WIDTH);
  }

  private String conversion(
      Session session,
      char letter,
      String flags,
      int precision,
      int width,
      String word,
      Arguments arguments)
      throws ErrnoException, CommandException {
    return switch (letter) {
      case 's' -> precision >= 0 && precision < word.length() ? word.substring(0, precision) : word;
      case 'c' -> word.isEmpty() ? "" : word.substring(0, 1);
      case 'd', 'i', 'u', 'o', 'x', 'X' ->
          integer(letter, flags, precision, width, number(session, word, arguments));
      case 'f', 'F', 'e', 'E', 'g', 'G' -> {
        double value = 0;
        try {
          value = word.isEmpty() ? 0 : Double.parseDouble(word);
        } catch (NumberFormatException e) {
          complain(session, "invalid number '" + word + "'");
          arguments.status = 1;
        }
        int digits = Math.min(100, precision < 0 ? 6 : precision);
        String text =
            String.format(
                Locale.ROOT,
                "%."
                    + (letter == 'g' || letter == 'G' ? Math.max(1, digits) : digits)
                    + Character.toLowerCase(letter),
                value);
        if (letter == 'g' || letter == 'G') {
          text = text.indexOf('.') >= 0 ? text.replaceAll("\\.?0+(e|$)", "$1") : text;
        }
        String signed = value >= 0 && flags.indexOf('+') >= 0 ? "+" + text : text;
        yield flags.indexOf('0') >= 0 && flags.indexOf('-') < 0 ? Pad.zeros(signed, width) : signed;
      }
      default -> throw CommandException.failure(1, "%" + letter + ": invalid format");
    };
  }

  private static String integer(char letter, String flags, int precision, int width, long value) {
    boolean signed = letter == 'd' || letter == 'i';
    boolean alternative = flags.indexOf('#') >= 0;
    String digits =
        switch (letter) {
          case 'o' -> (alternative ? "0" : "") + Long.toOctalString(value);
          case 'x' -> Long.toHexString(value);
          case 'X' -> Long.toHexString(value).toUpperCase(Locale.ROOT);
          case 'u' -> Long.toUnsignedString(value);
          default -> value < 0 ? Long.toUnsignedString(-value) : Long.toString(value);
        };
    String sign =
        signed && value < 0
            ? "-"
            : !signed ? "" : flags.indexOf('+') >= 0 ? "+" : flags.indexOf(' ') >= 0 ? " " : "";
    String base = alternative && value != 0 && (letter == 'x' || letter == 'X') ? "0" + letter : "";
    boolean zeros = flags.indexOf('0') >= 0 && flags.indexOf('-') < 0 && precision < 0;
    int columns = zeros ? width - sign.length() - base.length() : precision;
    return sign + base + Pad.zeros(digits, Math.max(0, columns));
  }

  private long number(Session session, String word, Arguments arguments) throws ErrnoException {
    if (!word.isEmpty() && (word.charAt(0) == '\'' || word.charAt(0) == '"')) {
      return word.length() > 1 ? word.charAt(1) : 0;
    }
    try {
      return Numbers.anyBase(word);
    } catch (NumberFormatException e) {
      complain(session, "invalid number '" + word + "'");
      arguments.status = 1;
      return 0;
    }
  }

  private static String padded(String text, String flags, int width) {
    return flags.indexOf('-') >= 0 ? Pad.right(text, width) : Pad.left(text, width);
  }
}
