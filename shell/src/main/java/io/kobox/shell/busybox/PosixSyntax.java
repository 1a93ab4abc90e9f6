package io.kobox.shell.busybox;

import io.kobox.shell.command.Numbers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** Translates one POSIX regular expression into Java's syntax. */
final class PosixSyntax {
  private static final int MAX_LENGTH = 10_000;
  private static final int MAX_REPEAT = 32_767;

  private final String text;
  private final boolean extended;
  private final StringBuilder java = new StringBuilder();
  private int at;
  private int depth;
  private int groups;

  /** Where the last thing that can be repeated starts; -1: there is none. */
  private int atom = -1;

  private final Deque<Integer> groupStarts = new ArrayDeque<>();

  PosixSyntax(String text, boolean extended) {
    this.text = text;
    this.extended = extended;
  }

  String translate() throws IllegalArgumentException {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("too long");
    }
    while (at < text.length()) {
      char c = text.charAt(at++);
      switch (c) {
        case '\\' -> escape();
        case '.' -> add(".");
        case '[' -> bracket();
        case '*' -> star();
        case '^' -> caret();
        case '$' -> dollar();
        default -> {
          if (extended && "(){}+?|".indexOf(c) >= 0) {
            operator(c);
          } else {
            addLiteral(c);
          }
        }
      }
    }
    if (depth != 0) {
      throw new IllegalArgumentException("unmatched (");
    }
    return java.toString();
  }

  private void add(String piece) {
    atom = java.length();
    java.append(piece);
  }

  private void addLiteral(char c) {
    boolean word = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    add(word || c == '_' || c > '~' || c <= ' ' ? String.valueOf(c) : "\\" + c);
  }

  private void assertion(String piece) {
    java.append(piece);
    atom = -1;
  }

  private void escape() {
    if (at == text.length()) {
      throw new IllegalArgumentException("trailing backslash");
    }
    char c = text.charAt(at++);
    switch (c) {
      case '<' -> assertion("\\b(?=\\w)");
      case '>' -> assertion("\\b(?<=\\w)");
      case '`' -> assertion("\\A");
      case '\'' -> assertion("\\z");
      case 'b', 'B' -> assertion("\\" + c);
      case 'w', 'W', 's', 'S' -> add("\\" + c);
      case 'n' -> add("\\n");
      case 't' -> add("\\t");
      case '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
        if (c - '0' > groups) {
          throw new IllegalArgumentException("invalid back reference");
        }
        add("(?:\\" + c + ")");
      }
      default -> {
        if (!extended && "(){}+?|".indexOf(c) >= 0) {
          operator(c);
        } else {
          addLiteral(c);
        }
      }
    }
  }

  private void operator(char c) {
    switch (c) {
      case '(' -> {
        groupStarts.push(java.length());
        java.append('(');
        depth++;
        groups++;
        atom = -1;
      }
      case ')' -> {
        if (depth == 0) {
          if (!extended) {
            throw new IllegalArgumentException("unmatched )");
          }
          addLiteral(c);
          return;
        }
        java.append(')');
        depth--;
        atom = groupStarts.pop();
      }
      case '|' -> assertion("|");
      case '+', '?' -> {
        if (atom < 0) {
          addLiteral(c);
        } else {
          repeat(String.valueOf(c));
        }
      }
      case '{' -> interval();
      default -> addLiteral(c);
    }
  }

  private void star() {
    if (atom < 0) {
      addLiteral('*');
    } else {
      repeat("*");
    }
  }

  /** Puts a group around what is repeated, for Java would take a second quantifier for a mode. */
  private void repeat(String quantifier) {
    java.insert(atom, "(?:").append(')').append(quantifier);
  }

  private void interval() {
    int close = text.indexOf('}', at);
    String bounds = close < 0 ? "" : text.substring(at, extended ? close : Math.max(at, close - 1));
    boolean valid =
        close >= 0 && (extended || text.charAt(close - 1) == '\\') && isInterval(bounds);
    if (atom < 0 || !valid) {
      if (extended) {
        addLiteral('{');
        return;
      }
      throw new IllegalArgumentException("invalid content of \\{\\}");
    }
    at = close + 1;
    repeat("{" + (bounds.startsWith(",") ? "0" : "") + bounds + "}");
  }

  private static boolean isInterval(String bounds) {
    int comma = bounds.indexOf(',');
    String low = comma < 0 ? bounds : bounds.substring(0, comma);
    String high = comma < 0 ? bounds : bounds.substring(comma + 1);
    return isBound(low, comma == 0)
        && isBound(high, comma >= 0)
        && (low.isEmpty() || high.isEmpty() || Integer.parseInt(low) <= Integer.parseInt(high));
  }

  private static boolean isBound(String text, boolean mayBeEmpty) {
    if (text.isEmpty()) {
      return mayBeEmpty;
    }
    return Numbers.isDigits(text) && text.length() < 6 && Integer.parseInt(text) <= MAX_REPEAT;
  }

  /** An anchor in extended syntax everywhere, in basic syntax at the start of an expression. */
  private void caret() {
    String before = text.substring(0, at - 1);
    if (extended || before.isEmpty() || before.endsWith("\\(") || before.endsWith("\\|")) {
      assertion("\\A");
    } else {
      addLiteral('^');
    }
  }

  private void dollar() {
    String after = text.substring(at);
    if (extended || after.isEmpty() || after.startsWith("\\)") || after.startsWith("\\|")) {
      assertion("\\z");
    } else {
      addLiteral('$');
    }
  }

  /** {@code [...]}: nothing is special in it but ], - , ^ and [: [. [= . */
  private void bracket() {
    StringBuilder set = new StringBuilder("[");
    if (at < text.length() && text.charAt(at) == '^') {
      set.append('^');
      at++;
    }
    boolean first = true;
    while (true) {
      if (at >= text.length()) {
        throw new IllegalArgumentException("unmatched [");
      }
      if (text.charAt(at) == ']' && !first) {
        at++;
        add(set.append(']').toString());
        return;
      }
      first = false;
      if (text.startsWith("[:", at)) {
        set.append(characterClass());
        continue;
      }
      char low = element();
      boolean range =
          text.startsWith("-", at) && at + 1 < text.length() && text.charAt(at + 1) != ']';
      if (!range) {
        set.append(member(low));
        continue;
      }
      at++;
      char high = element();
      if (high < low) {
        throw new IllegalArgumentException("invalid range end");
      }
      set.append(member(low)).append('-').append(member(high));
    }
  }

  /** One character, or {@code [.c.]} or {@code [=c=]}. */
  private char element() {
    if (text.startsWith("[.", at) || text.startsWith("[=", at)) {
      char mark = text.charAt(at + 1);
      if (at + 4 < text.length() && text.charAt(at + 3) == mark && text.charAt(at + 4) == ']') {
        char c = text.charAt(at + 2);
        at += 5;
        return c;
      }
      throw new IllegalArgumentException("invalid collation character");
    }
    if (at >= text.length()) {
      throw new IllegalArgumentException("unmatched [");
    }
    return text.charAt(at++);
  }

  private static String member(char c) {
    return String.format(Locale.ROOT, "\\x%02x", (int) c);
  }

  private String characterClass() {
    int end = text.indexOf(":]", at);
    String name = end < 0 ? "" : text.substring(at + 2, end);
    at = end + 2;
    return switch (name) {
      case "alpha" -> "a-zA-Z";
      case "digit" -> "0-9";
      case "alnum" -> "a-zA-Z0-9";
      case "upper" -> "A-Z";
      case "lower" -> "a-z";
      case "space" -> " \\t-\\r";
      case "blank" -> " \\t";
      case "punct" -> "!-/:-@\\x5b-`{-~";
      case "print" -> " -~";
      case "graph" -> "!-~";
      case "cntrl" -> "\\x00-\\x1f\\x7f";
      case "xdigit" -> "0-9a-fA-F";
      default -> throw new IllegalArgumentException("invalid character class");
    };
  }
}
