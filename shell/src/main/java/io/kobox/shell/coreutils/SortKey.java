package io.kobox.shell.coreutils;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One key of sort: where it lies in a line and how it compares. */
record SortKey(int field, int character, int endField, int endCharacter, String flags) {
  /** The whole line. */
  static SortKey whole(String flags) {
    return new SortKey(1, 1, 0, 0, flags);
  }

  /** {@code START[.OFS][OPTS][,END[.OFS][OPTS]]}; null: malformed. */
  static @Nullable SortKey parse(String text) {
    Matcher matcher =
        Pattern.compile(
                "(\\d{1,6})(?:\\.(\\d{1,6}))?([bdfgiMnrhV]*)(?:,(\\d{1,6})(?:\\.(\\d{1,6}))?([bdfgiMnrhV]*))?")
            .matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    String flags = matcher.group(3) + (matcher.group(6) == null ? "" : matcher.group(6));
    return new SortKey(
        Math.max(1, number(matcher.group(1), 1)),
        Math.max(1, number(matcher.group(2), 1)),
        number(matcher.group(4), 0),
        number(matcher.group(5), 0),
        flags);
  }

  private static int number(@Nullable String text, int otherwise) {
    return text == null ? otherwise : Integer.parseInt(text);
  }

  boolean has(char flag) {
    return flags.indexOf(flag) >= 0;
  }

  /** The part of {@code line} that is compared; {@code separator} 0: fields start with blanks. */
  String of(String line, char separator) {
    if (field == 1 && character == 1 && endField == 0) {
      return has('b') ? line.stripLeading() : line;
    }
    int start = fieldStart(line, separator, field);
    if (has('b')) {
      start = skipBlanks(line, start);
    }
    start = Math.min(line.length(), start + character - 1);
    int end = line.length();
    if (endField > 0) {
      end =
          endCharacter == 0
              ? fieldEnd(line, separator, endField)
              : Math.min(line.length(), fieldStart(line, separator, endField) + endCharacter);
    }
    return start < end ? line.substring(start, end) : "";
  }

  private static int skipBlanks(String line, int from) {
    int at = from;
    while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }

  private static int fieldStart(String line, char separator, int field) {
    int at = 0;
    for (int i = 1; i < field; i++) {
      at = fieldEndFrom(line, separator, at);
      if (at >= line.length()) {
        return line.length();
      }
      at += separator == 0 ? 0 : 1;
    }
    return at;
  }

  private static int fieldEnd(String line, char separator, int field) {
    return fieldEndFrom(line, separator, fieldStart(line, separator, field));
  }

  private static int fieldEndFrom(String line, char separator, int from) {
    if (separator != 0) {
      int at = line.indexOf(separator, from);
      return at < 0 ? line.length() : at;
    }
    int at = skipBlanks(line, from);
    while (at < line.length() && line.charAt(at) != ' ' && line.charAt(at) != '\t') {
      at++;
    }
    return at;
  }

  int compare(String a, String b) {
    int order =
        has('n') || has('g') || has('h')
            ? Double.compare(value(a), value(b))
            : text(a).compareTo(text(b));
    return has('r') ? -order : order;
  }

  private String text(String key) {
    String text = has('f') ? key.toUpperCase(Locale.ROOT) : key;
    return has('d') ? text.replaceAll("[^A-Za-z0-9 \t]", "") : text;
  }

  /** strtod of the start: 0 if there is no number. */
  private double value(String key) {
    Matcher matcher =
        Pattern.compile(
                "\\s*([-+]?\\d{1,300}(?:\\.\\d{1,300})?|[-+]?\\.\\d{1,300})([KMGTP]?).*",
                Pattern.DOTALL)
            .matcher(key);
    if (!matcher.matches()) {
      return 0;
    }
    double number = Double.parseDouble(matcher.group(1));
    return has('h') && !matcher.group(2).isEmpty()
        ? number * Math.pow(1024, "KMGTP".indexOf(matcher.group(2)) + 1)
        : number;
  }
}
