package io.kobox.shell.busybox;

import java.util.Locale;

/** fnmatch(3). */
public final class Glob {
  private Glob() {}

  /**
   * Whether {@code pattern} matches all of {@code text}; {@code pathName}: no wildcard matches a
   * slash. The time is bounded by the product of the lengths.
   */
  public static boolean matches(String pattern, String text, boolean ignoreCase, boolean pathName) {
    String p = ignoreCase ? pattern.toLowerCase(Locale.ROOT) : pattern;
    String t = ignoreCase ? text.toLowerCase(Locale.ROOT) : text;
    int at = 0;
    int i = 0;
    int star = -1;
    int starText = 0;
    while (i < t.length()) {
      int next = at < p.length() ? matchOne(p, at, t.charAt(i), pathName) : -1;
      if (next >= 0) {
        at = next;
        i++;
      } else if (at < p.length() && p.charAt(at) == '*') {
        star = at++;
        starText = i;
      } else if (star >= 0 && !(pathName && t.charAt(starText) == '/')) {
        at = star + 1;
        i = ++starText;
      } else {
        return false;
      }
    }
    while (at < p.length() && p.charAt(at) == '*') {
      at++;
    }
    return at == p.length();
  }

  /** Where the pattern goes on after it matched {@code c}; -1: it does not. */
  private static int matchOne(String pattern, int at, char c, boolean pathName) {
    switch (pattern.charAt(at)) {
      case '*':
        return -1;
      case '?':
        return pathName && c == '/' ? -1 : at + 1;
      case '\\':
        return at + 1 < pattern.length() && pattern.charAt(at + 1) == c ? at + 2 : -1;
      case '[':
        int end = bracketEnd(pattern, at);
        if (end > 0) {
          return inBracket(pattern, at + 1, end, c) ? end + 1 : -1;
        }
        return c == '[' ? at + 1 : -1;
      default:
        return pattern.charAt(at) == c ? at + 1 : -1;
    }
  }

  private static int bracketEnd(String pattern, int at) {
    int i = at + 1;
    i += i < pattern.length() && (pattern.charAt(i) == '!' || pattern.charAt(i) == '^') ? 1 : 0;
    return pattern.indexOf(']', i + 1);
  }

  private static boolean inBracket(String pattern, int from, int end, char c) {
    boolean negated = pattern.charAt(from) == '!' || pattern.charAt(from) == '^';
    boolean found = false;
    for (int i = negated ? from + 1 : from; i < end; i++) {
      if (i + 2 < end && pattern.charAt(i + 1) == '-') {
        found |= c >= pattern.charAt(i) && c <= pattern.charAt(i + 2);
        i += 2;
      } else {
        found |= pattern.charAt(i) == c;
      }
    }
    return found != negated;
  }
}
