package io.kobox.shell.lang;

/** Quotes text so that the shell reads it back (bash's lib/sh/shquote.c). */
public final class Quoting {
  private Quoting() {}

  /** In single quotes. */
  public static String single(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** In double quotes, as {@code export -p} does. */
  public static String doubled(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '$' || c == '`' || c == '\\') {
        quoted.append('\\');
      }
      quoted.append(c);
    }
    return quoted.append('"').toString();
  }

  /** In single quotes if a character asks for it, {@code $'…'} for control characters. */
  public static String ifNeeded(String text) {
    if (text.isEmpty()) {
      return "''";
    }
    boolean special = text.startsWith("#") || text.startsWith("~");
    boolean control = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      control |= c < ' ' || c >= 127;
      special |= " \t\n'\"\\|&;()<>!{}*[?]^$`".indexOf(c) >= 0;
    }
    return control ? ansi(text) : special ? single(text) : text;
  }

  private static String ansi(String text) {
    StringBuilder quoted = new StringBuilder("$'");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int plain = "\007\b\033\f\n\r\t\013\\'".indexOf(c);
      if (plain >= 0) {
        quoted.append('\\').append("abEfnrtv\\'".charAt(plain));
      } else if (c < ' ' || c >= 127) {
        String octal = Integer.toOctalString(c);
        quoted.append('\\').append("0".repeat(3 - octal.length())).append(octal);
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('\'').toString();
  }
}
