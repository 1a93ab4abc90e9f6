package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code test} and {@code [} (bash's test.c). */
final class TestBuiltin implements Builtin {
  private static final int ERROR = 2;

  /** An expression that cannot be evaluated. */
  private static final class TestError extends Exception {
    private static final long serialVersionUID = 1L;

    TestError(String message) {
      super(message, null, false, false);
    }
  }

  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    List<String> arguments = argv.subList(1, argv.size());
    if (argv.getFirst().equals("[")) {
      if (arguments.isEmpty() || !arguments.getLast().equals("]")) {
        shell.error("[: missing `]'");
        return ERROR;
      }
      arguments = arguments.subList(0, arguments.size() - 1);
    }
    try {
      return new Expression(shell, arguments).evaluate() ? 0 : 1;
    } catch (TestError e) {
      shell.error(argv.getFirst() + ": " + e.getMessage());
      return ERROR;
    }
  }

  private static final class Expression {
    private final Interpreter shell;
    private final List<String> words;
    private int at;
    private int depth;

    Expression(Interpreter shell, List<String> words) {
      this.shell = shell;
      this.words = words;
    }

    /** By the number of arguments, as POSIX says; more than four by the grammar. */
    boolean evaluate() throws TestError {
      return switch (words.size()) {
        case 0 -> false;
        case 1 -> !words.getFirst().isEmpty();
        case 2 -> two(words);
        case 3 -> three(words);
        case 4 -> four();
        default -> grammar();
      };
    }

    private boolean two(List<String> two) throws TestError {
      if (two.getFirst().equals("!")) {
        return two.get(1).isEmpty();
      }
      if (!isUnary(two.getFirst())) {
        throw new TestError(two.getFirst() + ": unary operator expected");
      }
      return unary(two.getFirst(), two.get(1));
    }

    private boolean three(List<String> three) throws TestError {
      String operator = three.get(1);
      if (isBinary(operator)) {
        return binary(three.getFirst(), operator, three.get(2));
      }
      if (operator.equals("-a")) {
        return !three.getFirst().isEmpty() && !three.get(2).isEmpty();
      }
      if (operator.equals("-o")) {
        return !three.getFirst().isEmpty() || !three.get(2).isEmpty();
      }
      if (three.getFirst().equals("!")) {
        return !two(three.subList(1, 3));
      }
      if (three.getFirst().equals("(") && three.get(2).equals(")")) {
        return !operator.isEmpty();
      }
      throw new TestError(operator + ": binary operator expected");
    }

    private boolean four() throws TestError {
      if (words.getFirst().equals("!")) {
        return !three(words.subList(1, 4));
      }
      if (words.getFirst().equals("(") && words.get(3).equals(")")) {
        return two(words.subList(1, 3));
      }
      return grammar();
    }

    private boolean grammar() throws TestError {
      boolean value = or();
      if (at < words.size()) {
        throw new TestError("too many arguments");
      }
      return value;
    }

    private boolean or() throws TestError {
      boolean value = and();
      while (at < words.size() && words.get(at).equals("-o")) {
        at++;
        value |= and();
      }
      return value;
    }

    private boolean and() throws TestError {
      boolean value = term();
      while (at < words.size() && words.get(at).equals("-a")) {
        at++;
        value &= term();
      }
      return value;
    }

    private boolean term() throws TestError {
      if (at >= words.size() || ++depth > 200) {
        throw new TestError("argument expected");
      }
      String word = words.get(at);
      if (word.equals("!")) {
        at++;
        return !term();
      }
      if (word.equals("(")) {
        at++;
        boolean value = or();
        if (at >= words.size() || !words.get(at).equals(")")) {
          throw new TestError("`)' expected");
        }
        at++;
        return value;
      }
      if (at + 2 < words.size() && isBinary(words.get(at + 1))) {
        at += 3;
        return binary(word, words.get(at - 2), words.get(at - 1));
      }
      if (at + 1 < words.size() && isUnary(word)) {
        at += 2;
        return unary(word, words.get(at - 1));
      }
      at++;
      return !word.isEmpty();
    }

    private static boolean isUnary(String word) {
      return word.length() == 2
          && word.charAt(0) == '-'
          && "abcdefghknoprstuvwxzGLNORS".indexOf(word.charAt(1)) >= 0;
    }

    private static boolean isBinary(String word) {
      return switch (word) {
        case "=",
            "==",
            "!=",
            "<",
            ">",
            "-eq",
            "-ne",
            "-lt",
            "-le",
            "-gt",
            "-ge",
            "-nt",
            "-ot",
            "-ef" ->
            true;
        default -> false;
      };
    }

    private boolean unary(String operator, String operand) throws TestError {
      if (operator.equals("-t")) {
        number(operand);
      }
      return FileTests.unary(shell, operator.charAt(1), operand);
    }

    private boolean binary(String left, String operator, String right) throws TestError {
      return switch (operator) {
        case "=", "==" -> left.equals(right);
        case "!=" -> !left.equals(right);
        case "<" -> left.compareTo(right) < 0;
        case ">" -> left.compareTo(right) > 0;
        case "-nt", "-ot", "-ef" -> FileTests.compare(shell, operator, left, right);
        case "-eq" -> number(left) == number(right);
        case "-ne" -> number(left) != number(right);
        case "-lt" -> number(left) < number(right);
        case "-le" -> number(left) <= number(right);
        case "-gt" -> number(left) > number(right);
        default -> number(left) >= number(right);
      };
    }

    private static long number(String text) throws TestError {
      Long number = Builtins.number(text);
      if (number == null) {
        throw new TestError(text + ": integer expression expected");
      }
      return number;
    }
  }
}
