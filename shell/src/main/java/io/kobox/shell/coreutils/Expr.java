package io.kobox.shell.coreutils;

import io.kobox.shell.busybox.PosixRegex;
import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;

/** {@code expr}, in busybox's words. */
public final class Expr extends Utility {
  private static final int TROUBLE = 2;
  private static final int MAX_DEPTH = 200;

  public Expr() {
    super(
        Origin.BUSYBOX,
        "expr",
        "evaluate an expression",
        """
        Usage: expr EXPRESSION

        Print the value of EXPRESSION

          A | B, A & B    or, and
          A < <= = != >= > B
          A + - * / % B
          STRING : REGEXP, match STRING REGEXP
          substr STRING POS LENGTH, index STRING CHARS, length STRING
          ( EXPRESSION )""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    List<String> words = new ArrayList<>(session.arguments());
    if (!words.isEmpty() && words.getFirst().equals("--")) {
      words.removeFirst();
    }
    if (words.isEmpty()) {
      throw CommandException.failure(TROUBLE, "too few arguments");
    }
    Parser parser = new Parser(words);
    String value = parser.or();
    if (parser.at < words.size()) {
      throw syntaxError();
    }
    session.out().println(value);
    return isFalse(value) ? 1 : 0;
  }

  private static CommandException syntaxError() {
    return CommandException.failure(TROUBLE, "syntax error");
  }

  private static boolean isFalse(String value) {
    return value.isEmpty() || value.matches("-?0+");
  }

  private static final class Parser {
    private final List<String> words;
    private int at;
    private int depth;

    Parser(List<String> words) {
      this.words = words;
    }

    private boolean takes(String word) {
      boolean next = at < words.size() && words.get(at).equals(word);
      at += next ? 1 : 0;
      return next;
    }

    String or() throws CommandException {
      String left = and();
      while (takes("|")) {
        String right = and();
        left = !isFalse(left) ? left : isFalse(right) ? "0" : right;
      }
      return left;
    }

    private String and() throws CommandException {
      String left = comparison();
      while (takes("&")) {
        String right = comparison();
        left = isFalse(left) || isFalse(right) ? "0" : left;
      }
      return left;
    }

    private String comparison() throws CommandException {
      String left = sum();
      while (at < words.size() && " < <= = == != >= > ".contains(" " + words.get(at) + " ")) {
        String operator = words.get(at++);
        String right = sum();
        boolean numbers = isNumber(left) && isNumber(right);
        int order =
            numbers
                ? Long.compare(Long.parseLong(left), Long.parseLong(right))
                : left.compareTo(right);
        boolean holds =
            switch (operator) {
              case "<" -> order < 0;
              case "<=" -> order <= 0;
              case "!=" -> order != 0;
              case ">=" -> order >= 0;
              case ">" -> order > 0;
              default -> order == 0;
            };
        left = holds ? "1" : "0";
      }
      return left;
    }

    private String sum() throws CommandException {
      String left = product();
      while (at < words.size() && (words.get(at).equals("+") || words.get(at).equals("-"))) {
        boolean plus = words.get(at++).equals("+");
        String right = product();
        long a = number(left);
        long b = number(right);
        left = Long.toString(plus ? a + b : a - b);
      }
      return left;
    }

    private String product() throws CommandException {
      String left = match();
      while (at < words.size() && " * / % ".contains(" " + words.get(at) + " ")) {
        char operator = words.get(at++).charAt(0);
        String right = match();
        long a = number(left);
        long b = number(right);
        if (operator != '*' && b == 0) {
          throw CommandException.failure(TROUBLE, "division by zero");
        }
        left = Long.toString(operator == '*' ? a * b : operator == '/' ? a / b : a % b);
      }
      return left;
    }

    private String match() throws CommandException {
      String left = primary();
      while (takes(":")) {
        left = match(left, primary());
      }
      return left;
    }

    private static String match(String text, String expression) throws CommandException {
      PosixRegex regex = PosixRegex.compile("^\\(" + expression + "\\)", false, false, TROUBLE);
      PosixRegex.Match found = regex.find(text, 0);
      if (regex.groupCount() > 1) {
        String group = found == null ? null : found.groups().get(2);
        return group == null ? "" : group;
      }
      return Integer.toString(found == null ? 0 : found.end());
    }

    private String primary() throws CommandException {
      if (at == words.size() || ++depth > MAX_DEPTH * 100) {
        throw syntaxError();
      }
      String word = words.get(at++);
      return switch (word) {
        case "(" -> {
          if (words.size() > MAX_DEPTH * 100) {
            throw syntaxError();
          }
          String inner = or();
          if (!takes(")")) {
            throw syntaxError();
          }
          yield inner;
        }
        case "length" -> Integer.toString(primary().length());
        case "match" -> match(primary(), primary());
        case "index" -> {
          String text = primary();
          String set = primary();
          for (int i = 0; i < text.length(); i++) {
            if (set.indexOf(text.charAt(i)) >= 0) {
              yield Integer.toString(i + 1);
            }
          }
          yield "0";
        }
        case "substr" -> {
          String text = primary();
          String start = primary();
          String length = primary();
          if (!isNumber(start) || !isNumber(length)) {
            yield "";
          }
          long from = Long.parseLong(start);
          long count = Long.parseLong(length);
          if (from < 1 || count < 1 || from > text.length()) {
            yield "";
          }
          yield text.substring(
              (int) from - 1,
              (int) Math.min(text.length(), from - 1 + Math.min(count, text.length())));
        }
        default -> word;
      };
    }

    private static boolean isNumber(String text) {
      return text.length() < 19 && text.matches("-?\\d+");
    }

    private static long number(String text) throws CommandException {
      if (!isNumber(text)) {
        throw CommandException.failure(TROUBLE, "non-numeric argument");
      }
      return Long.parseLong(text);
    }
  }
}
