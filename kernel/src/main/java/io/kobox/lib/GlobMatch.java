package io.kobox.lib;

/** Shell patterns: {@code ?}, {@code *}, classes as {@code [!a-z]}, {@code \} (lib/glob.c). */
final class GlobMatch {
  private static final int NOT_CLOSED = -1;

  private final String pattern;
  private final String text;

  private GlobMatch(String pattern, String text) {
    this.pattern = pattern;
    this.text = text;
  }

  /** glob_match. */
  static boolean matches(String pattern, String text) {
    return new GlobMatch(pattern, text).run();
  }

  private static char at(String string, int index) {
    return index < string.length() ? string.charAt(index) : 0;
  }

  private boolean run() {
    int p = 0;
    int s = 0;
    int backPattern = -1;
    int backText = 0;
    while (true) {
      char c = at(text, s);
      char d = at(pattern, p);
      int next = p + 1;
      boolean match;
      switch (d) {
        case '*' -> {
          backPattern = next;
          backText = s;
          p = next;
          continue;
        }
        case '?' -> match = c != 0;
        case '[' -> {
          int end = endOfClass(p);
          match = end == NOT_CLOSED ? c == d : c != 0 && isInClass(p, c);
          next = end == NOT_CLOSED ? next : end;
        }
        case '\\' -> {
          match = c == at(pattern, next);
          next++;
        }
        default -> match = c == d;
      }
      if (match && c == 0) {
        return true;
      }
      if (match) {
        p = next;
        s++;
      } else if (c == 0 || backPattern < 0) {
        return false;
      } else {
        p = backPattern;
        s = ++backText;
      }
    }
  }

  /** Where the class that begins at {@code open} has ended; {@link #NOT_CLOSED}: it is none. */
  private int endOfClass(int open) {
    int at = open + 1;
    if (at(pattern, at) == '!') {
      at++;
    }
    char first = at(pattern, at++);
    do {
      if (first == 0) {
        return NOT_CLOSED;
      }
      if (isRange(at)) {
        if (at(pattern, at + 1) == 0) {
          return NOT_CLOSED;
        }
        at += 2;
      }
      first = at(pattern, at++);
    } while (first != ']');
    return at;
  }

  private boolean isRange(int at) {
    return at(pattern, at) == '-' && at(pattern, at + 1) != ']';
  }

  private boolean isInClass(int open, char c) {
    int at = open + 1;
    boolean inverted = at(pattern, at) == '!';
    if (inverted) {
      at++;
    }
    boolean match = false;
    char first = at(pattern, at++);
    do {
      char last = first;
      if (isRange(at)) {
        last = at(pattern, at + 1);
        at += 2;
      }
      match |= first <= c && c <= last;
      first = at(pattern, at++);
    } while (first != ']');
    return match != inverted;
  }
}
