package io.kobox.lib;

/** lib/parser.c: match_wildcard. */
public final class MatchWildcard {
  private MatchWildcard() {}

  /** Whether all of {@code text} is like {@code pattern}, with {@code *} and {@code ?}. */
  public static boolean matches(String pattern, String text) {
    int p = 0;
    int star = -1;
    int retry = 0;
    for (int t = 0; t < text.length(); ) {
      char wanted = p < pattern.length() ? pattern.charAt(p) : '\0';
      if (wanted == '*') {
        star = ++p;
        retry = t;
      } else if (wanted == '?' || (wanted == text.charAt(t) && p < pattern.length())) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star;
        t = ++retry;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
