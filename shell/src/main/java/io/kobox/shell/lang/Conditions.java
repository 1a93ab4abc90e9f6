package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.Node;
import io.kobox.shell.lang.ast.Word;
import io.kobox.shell.lang.ast.WordPart;
import io.kobox.shell.lang.builtin.FileTests;
import io.kobox.syscalls.ErrnoException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Evaluates {@code [[ … ]]}. */
final class Conditions {
  private final Interpreter shell;

  Conditions(Interpreter shell) {
    this.shell = shell;
  }

  int run(Node.Condition condition) throws ErrnoException {
    try {
      return holds(condition) ? 0 : 1;
    } catch (PatternSyntaxException e) {
      return 2;
    }
  }

  private boolean holds(Node.Condition condition) throws ErrnoException {
    return switch (condition) {
      case Node.Not not -> !holds(not.operand());
      case Node.Both both -> holds(both.left()) && holds(both.right());
      case Node.Either either -> holds(either.left()) || holds(either.right());
      case Node.Unary unary ->
          FileTests.unary(
              shell, unary.operator().charAt(1), shell.expander().single(unary.operand()));
      case Node.Binary binary -> binary(binary);
    };
  }

  private boolean binary(Node.Binary binary) throws ErrnoException {
    String left = shell.expander().single(binary.left());
    return switch (binary.operator()) {
      case "=", "==" -> Glob.matches(shell.expander().marked(binary.right()), left);
      case "!=" -> !Glob.matches(shell.expander().marked(binary.right()), left);
      case "=~" -> regex(left, binary.right());
      case "<" -> left.compareTo(shell.expander().single(binary.right())) < 0;
      case ">" -> left.compareTo(shell.expander().single(binary.right())) > 0;
      case "-nt", "-ot", "-ef" ->
          FileTests.compare(
              shell, binary.operator(), left, shell.expander().single(binary.right()));
      default -> {
        long a = shell.evaluate(left);
        long b = shell.evaluate(shell.expander().single(binary.right()));
        yield compare(binary.operator(), a, b);
      }
    };
  }

  static boolean compare(String operator, long a, long b) {
    return switch (operator) {
      case "-eq" -> a == b;
      case "-ne" -> a != b;
      case "-lt" -> a < b;
      case "-le" -> a <= b;
      case "-gt" -> a > b;
      default -> a >= b;
    };
  }

  /** POSIX extended expressions, near enough to Java's; quoted text is literal. */
  private boolean regex(String text, Word word) throws ErrnoException {
    StringBuilder expression = new StringBuilder();
    for (WordPart part : word.parts()) {
      if (part instanceof WordPart.Literal literal) {
        expression.append(literal.text());
      } else {
        String value = shell.expander().single(new Word(java.util.List.of(part), ""));
        boolean live = part instanceof WordPart.Parameter;
        expression.append(live || value.isEmpty() ? value : Pattern.quote(value));
      }
    }
    Matcher matcher = Pattern.compile(expression.toString()).matcher(text);
    if (!matcher.find()) {
      return false;
    }
    Variable groups = shell.variables().make("BASH_REMATCH");
    groups.makeArray().clear();
    for (int i = 0; i <= matcher.groupCount(); i++) {
      String group = matcher.group(i);
      groups.makeArray().put(i, group == null ? "" : group);
    }
    return true;
  }
}
