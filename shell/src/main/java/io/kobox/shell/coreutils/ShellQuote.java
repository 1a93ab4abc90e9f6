package io.kobox.shell.coreutils;

/** Names quoted for the shell where they need it (gnulib's shell_escape_quoting_style). */
final class ShellQuote {
  private static final String SAFE = "%+,-./:=@_^";

  private ShellQuote() {}

  static String quote(String name) {
    return isSafe(name) ? name : quoted(name);
  }

  private static boolean isSafe(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean word = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      boolean inner = i > 0 && (c == '#' || c == '~');
      if (!word && !inner && SAFE.indexOf(c) < 0 && c != '{' && c != '}' && c != ']') {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static String quoted(String name) {
    if (name.indexOf('\'') >= 0 && isPlainInDoubleQuotes(name)) {
      return '"' + name + '"';
    }
    StringBuilder text = new StringBuilder("'");
    boolean escaping = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '\'') {
        text.append(escaping ? "\\'" : "'\\'").append('\'');
        escaping = false;
        continue;
      }
      boolean control = c < ' ' || c > '~';
      if (control && !escaping) {
        text.append("'$'");
      } else if (!control && escaping) {
        text.append("''");
      }
      escaping = control;
      text.append(control ? escape(c) : String.valueOf(c));
    }
    return text.append('\'').toString();
  }

  private static boolean isPlainInDoubleQuotes(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < ' ' || c > '~' || "\"$`\\!".indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static String escape(char c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\t' -> "\\t";
      case '\r' -> "\\r";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      case 7 -> "\\a";
      case 11 -> "\\v";
      default -> "\\" + Integer.toOctalString(01000 + c).substring(1);
    };
  }
}
