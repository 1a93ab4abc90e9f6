package io.kobox.kmod;

/** fnmatch(3) with flags 0 in the C locale: '*' and '?' match also '/' and a leading '.'. */
public final class Fnmatch {
  private final String pattern;
  private final String text;

  private Fnmatch(String pattern, String text) {
    this.pattern = pattern;
    this.text = text;
  }

  public static boolean matches(String pattern, String text) {
    return new Fnmatch(pattern, text).run();
  }

  /** Backtracks only to the last star, so the time is at most pattern × text. */
  private boolean run() {
    int p = 0;
    int t = 0;
    int starPattern = -1;
    int starText = 0;
    while (t < text.length()) {
      int next = p < pattern.length() ? step(p, text.charAt(t)) : -1;
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        starPattern = ++p;
        starText = t;
      } else if (next >= 0) {
        p = next;
        t++;
      } else if (starPattern >= 0) {
        p = starPattern;
        t = ++starText;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** Where the pattern goes on after its element at {@code p} matched {@code c}; -1: no match. */
  private int step(int p, char c) {
    char element = pattern.charAt(p);
    return switch (element) {
      case '?' -> p + 1;
      case '\\' -> p + 1 < pattern.length() && pattern.charAt(p + 1) == c ? p + 2 : -1;
      case '[' -> bracketStep(p, c);
      default -> element == c ? p + 1 : -1;
    };
  }

  private int bracketStep(int p, char c) {
    int end = bracketEnd(p);
    if (end < 0) {
      return c == '[' ? p + 1 : -1;
    }
    return bracketMatches(p + 1, end, c) ? end + 1 : -1;
  }

  /** The index of the ']' that closes the bracket at {@code p}, or -1. */
  private int bracketEnd(int p) {
    int i = p + 1;
    if (i < pattern.length() && (pattern.charAt(i) == '!' || pattern.charAt(i) == '^')) {
      i++;
    }
    if (i < pattern.length() && pattern.charAt(i) == ']') {
      i++;
    }
    while (i < pattern.length()) {
      char c = pattern.charAt(i);
      if (c == ']') {
        return i;
      }
      if (c == '[' && i + 1 < pattern.length() && pattern.charAt(i + 1) == ':') {
        int close = pattern.indexOf(":]", i + 2);
        i = close < 0 ? i + 1 : close + 2;
      } else {
        i += c == '\\' ? 2 : 1;
      }
    }
    return -1;
  }

  private boolean bracketMatches(int start, int end, char c) {
    int i = start;
    boolean negated = pattern.charAt(i) == '!' || pattern.charAt(i) == '^';
    if (negated) {
      i++;
    }
    boolean found = false;
    while (i < end) {
      if (pattern.startsWith("[:", i)) {
        int close = pattern.indexOf(":]", i + 2);
        if (close > 0 && close < end) {
          found |= inClass(pattern.substring(i + 2, close), c);
          i = close + 2;
          continue;
        }
      }
      if (pattern.charAt(i) == '\\' && i + 1 < end) {
        i++;
      }
      char low = pattern.charAt(i++);
      char high = low;
      if (i + 1 < end && pattern.charAt(i) == '-') {
        i++;
        if (pattern.charAt(i) == '\\' && i + 1 < end) {
          i++;
        }
        high = pattern.charAt(i++);
      }
      found |= low <= c && c <= high;
    }
    return found != negated;
  }

  private static boolean inClass(String name, char c) {
    boolean lower = c >= 'a' && c <= 'z';
    boolean upper = c >= 'A' && c <= 'Z';
    boolean digit = c >= '0' && c <= '9';
    boolean graph = c > ' ' && c < 127;
    return switch (name) {
      case "lower" -> lower;
      case "upper" -> upper;
      case "digit" -> digit;
      case "alpha" -> lower || upper;
      case "alnum" -> lower || upper || digit;
      case "xdigit" -> digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
      case "blank" -> c == ' ' || c == '\t';
      case "space" -> c == ' ' || (c >= '\t' && c <= '\r');
      case "print" -> graph || c == ' ';
      case "graph" -> graph;
      case "punct" -> graph && !lower && !upper && !digit;
      case "cntrl" -> c < ' ' || c == 127;
      default -> false;
    };
  }
}
