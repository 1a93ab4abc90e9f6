package io.kobox.shell.coreutils;

/** The sets of tr: ranges, classes, escapes. */
final class TrSet {
  private TrSet() {}

  static String expand(String text) {
    StringBuilder set = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      if (text.startsWith("[:", i) && text.indexOf(":]", i) > 0) {
        int end = text.indexOf(":]", i);
        String members = members(text.substring(i + 2, end));
        if (!members.isEmpty()) {
          set.append(members);
          i = end + 2;
          continue;
        }
      }
      if (text.startsWith("[=", i) && text.startsWith("=]", i + 3)) {
        set.append(text.charAt(i + 2));
        i += 5;
        continue;
      }
      int[] next = {i};
      char low = character(text, next);
      i = next[0];
      if (text.startsWith("-", i) && i + 1 < text.length()) {
        next[0] = i + 1;
        char high = character(text, next);
        for (char c = low; c <= high; c++) {
          set.append(c);
        }
        i = next[0];
      } else {
        set.append(low);
      }
    }
    return set.toString();
  }

  static String complement(String set) {
    StringBuilder rest = new StringBuilder();
    for (char c = 0; c < 256; c++) {
      rest.append(set.indexOf(c) < 0 ? String.valueOf(c) : "");
    }
    return rest.toString();
  }

  private static char character(String text, int[] at) {
    char c = text.charAt(at[0]++);
    if (c != '\\' || at[0] == text.length()) {
      return c;
    }
    int value = 0;
    int digits = 0;
    while (digits < 3
        && at[0] < text.length()
        && text.charAt(at[0]) >= '0'
        && text.charAt(at[0]) <= '7') {
      value = value * 8 + text.charAt(at[0]++) - '0';
      digits++;
    }
    if (digits > 0) {
      return (char) (value & 0xff);
    }
    char escaped = text.charAt(at[0]++);
    int known = "abfnrtv".indexOf(escaped);
    return known < 0 ? escaped : "\007\b\f\n\r\t\013".charAt(known);
  }

  private static String members(String name) {
    StringBuilder set = new StringBuilder();
    for (char c = 0; c < 128; c++) {
      boolean lower = c >= 'a' && c <= 'z';
      boolean upper = c >= 'A' && c <= 'Z';
      boolean digit = c >= '0' && c <= '9';
      boolean member =
          switch (name) {
            case "alpha" -> lower || upper;
            case "alnum" -> lower || upper || digit;
            case "digit" -> digit;
            case "lower" -> lower;
            case "upper" -> upper;
            case "space" -> c == ' ' || (c >= '\t' && c <= '\r');
            case "blank" -> c == ' ' || c == '\t';
            case "punct" -> c > ' ' && c < 127 && !lower && !upper && !digit;
            case "cntrl" -> c < ' ' || c == 127;
            case "print" -> c >= ' ' && c < 127;
            case "graph" -> c > ' ' && c < 127;
            case "xdigit" -> digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            default -> false;
          };
      set.append(member ? String.valueOf(c) : "");
    }
    return set.toString();
  }
}
