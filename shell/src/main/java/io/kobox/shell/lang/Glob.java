package io.kobox.shell.lang;

/**
 * Shell patterns. In a marked string a byte that was quoted carries bit 8 ({@link #QUOTED}) and
 * stands for itself.
 */
final class Glob {
  static final int QUOTED = 0x100;

  private Glob() {}

  static String mark(String text) {
    StringBuilder marked = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      marked.append((char) (text.charAt(i) | QUOTED));
    }
    return marked.toString();
  }

  static String unmark(String marked) {
    StringBuilder text = new StringBuilder(marked.length());
    for (int i = 0; i < marked.length(); i++) {
      text.append((char) (marked.charAt(i) & 0xff));
    }
    return text.toString();
  }

  /** Whether it holds a live {@code *}, {@code ?} or <code>[</code>. */
  static boolean isPattern(String marked) {
    for (int i = 0; i < marked.length(); i++) {
      char c = marked.charAt(i);
      if (c == '*' || c == '?' || (c == '[' && marked.indexOf(']', i) > 0)) {
        return true;
      }
    }
    return false;
  }

  /** Whether {@code text} as a whole matches. */
  static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int starPattern = -1;
    int starText = 0;
    while (true) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        starPattern = ++p;
        starText = t;
        continue;
      }
      if (t == text.length()) {
        return p == pattern.length();
      }
      int next = p < pattern.length() ? step(pattern, p, text.charAt(t)) : -1;
      if (next >= 0) {
        p = next;
        t++;
      } else if (starPattern >= 0) {
        p = starPattern;
        t = ++starText;
      } else {
        return false;
      }
    }
  }

  /** Matches one character with the pattern's element at {@code p}: where it ends, or -1. */
  private static int step(String pattern, int p, char c) {
    char element = pattern.charAt(p);
    if (element == '?') {
      return p + 1;
    }
    if (element == '[') {
      int end = bracketEnd(pattern, p);
      if (end > 0) {
        return bracketMatches(pattern, p + 1, end, c) ? end + 1 : -1;
      }
    }
    if (element == '\\' && p + 1 < pattern.length()) {
      return (pattern.charAt(p + 1) & 0xff) == c ? p + 2 : -1;
    }
    return (element & 0xff) == c ? p + 1 : -1;
  }

  /** Where the bracket expression's closing bracket stands; -1: there is none. */
  private static int bracketEnd(String pattern, int p) {
    int at = p + 1;
    if (at < pattern.length() && (pattern.charAt(at) == '!' || pattern.charAt(at) == '^')) {
      at++;
    }
    boolean first = true;
    for (; at < pattern.length(); at++) {
      char c = pattern.charAt(at);
      if (c == ']' && !first) {
        return at;
      }
      if (c == '[' && at + 1 < pattern.length() && pattern.charAt(at + 1) == ':') {
        int close = pattern.indexOf(":]", at + 2);
        at = close > 0 ? close + 1 : at;
      }
      first = false;
    }
    return -1;
  }

  private static boolean bracketMatches(String pattern, int from, int end, char c) {
    int at = from;
    boolean negated = pattern.charAt(at) == '!' || pattern.charAt(at) == '^';
    if (negated) {
      at++;
    }
    boolean found = false;
    while (at < end) {
      char low = pattern.charAt(at);
      if (low == '[' && pattern.charAt(at + 1) == ':') {
        int close = pattern.indexOf(":]", at + 2);
        if (close > 0 && close < end) {
          found |= inClass(unmark(pattern.substring(at + 2, close)), c);
          at = close + 2;
          continue;
        }
      }
      if (low == '\\' && at + 1 < end) {
        low = pattern.charAt(++at);
      }
      if (at + 2 < end && pattern.charAt(at + 1) == '-') {
        found |= (low & 0xff) <= c && c <= (pattern.charAt(at + 2) & 0xff);
        at += 3;
      } else {
        found |= (low & 0xff) == c;
        at++;
      }
    }
    return found != negated;
  }

  private static boolean inClass(String name, char c) {
    boolean lower = c >= 'a' && c <= 'z';
    boolean upper = c >= 'A' && c <= 'Z';
    boolean digit = c >= '0' && c <= '9';
    boolean graph = c > ' ' && c < 127;
    return switch (name) {
      case "alpha" -> lower || upper;
      case "digit" -> digit;
      case "alnum" -> lower || upper || digit;
      case "lower" -> lower;
      case "upper" -> upper;
      case "space" -> c == ' ' || (c >= 9 && c <= 13);
      case "blank" -> c == ' ' || c == '\t';
      case "punct" -> graph && !lower && !upper && !digit;
      case "graph" -> graph;
      case "print" -> graph || c == ' ';
      case "cntrl" -> c < ' ' || c == 127;
      case "xdigit" -> digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
      case "word" -> lower || upper || digit || c == '_';
      default -> false;
    };
  }
}
