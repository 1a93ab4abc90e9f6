package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Quoting;

/** printf's %q (bash's sh_backslash_quote). */
final class BackslashQuoting {
  private BackslashQuoting() {}

  static String quote(String text) {
    if (text.isEmpty()) {
      return "''";
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) >= 127) {
        return Quoting.ifNeeded(text);
      }
    }
    StringBuilder quoted = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean leading = i == 0 && (c == '#' || c == '~');
      if (leading || " '\"\\|&;()<>!{}*[]?^$`,".indexOf(c) >= 0) {
        quoted.append('\\');
      }
      quoted.append(c);
    }
    return quoted.toString();
  }
}
