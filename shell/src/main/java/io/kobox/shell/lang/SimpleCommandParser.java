package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.Node;
import io.kobox.shell.lang.ast.Redirection;
import io.kobox.shell.lang.ast.Word;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses simple commands: assignments, words and redirections; and {@code name()}, which begins as
 * one but defines a function.
 */
final class SimpleCommandParser {
  private final Tokens tokens;
  private final Lexer lexer;
  private final RedirectionParser redirectionParser;
  private final CompoundCommandParser compoundCommands;

  SimpleCommandParser(
      Tokens tokens,
      Lexer lexer,
      RedirectionParser redirectionParser,
      CompoundCommandParser compoundCommands) {
    this.tokens = tokens;
    this.lexer = lexer;
    this.redirectionParser = redirectionParser;
    this.compoundCommands = compoundCommands;
  }

  Node parse() throws SyntaxException {
    List<Node.Assignment> assignments = new ArrayList<>();
    List<Word> words = new ArrayList<>();
    List<Redirection> redirections = new ArrayList<>();
    int line = tokens.peek().line();
    while (true) {
      Token token = tokens.peek();
      if (redirectionParser.isNext()) {
        redirections.add(redirectionParser.parse());
        continue;
      }
      if (token.is("(") && words.size() == 1 && assignments.isEmpty() && redirections.isEmpty()) {
        tokens.take();
        tokens.expectClosing();
        Node.Function function = compoundCommands.function(words.getFirst().source(), line);
        return new Node.Compound(function, List.of(), line, "");
      }
      if (token.kind() != Token.Kind.WORD) {
        break;
      }
      Node.Assignment assignment = words.isEmpty() ? AssignmentParser.parse(token.word()) : null;
      tokens.take();
      if (assignment == null) {
        words.add(token.word());
      } else if (isEmptyValue(assignment) && lexer.peek(0) == '(') {
        assignments.add(arrayAssignment(assignment));
      } else {
        assignments.add(assignment);
      }
    }
    if (assignments.isEmpty() && words.isEmpty() && redirections.isEmpty()) {
      throw tokens.unexpected(tokens.peek());
    }
    return new Node.Simple(
        List.copyOf(assignments), List.copyOf(words), List.copyOf(redirections), line);
  }

  private static boolean isEmptyValue(Node.Assignment assignment) {
    return assignment.value().parts().isEmpty() && assignment.subscript() == null;
  }

  private Node.Assignment arrayAssignment(Node.Assignment scalar) throws SyntaxException {
    tokens.take();
    List<Word> elements = new ArrayList<>();
    tokens.skipNewlines();
    while (!tokens.peek().is(")")) {
      elements.add(tokens.expectWord().word());
      tokens.skipNewlines();
    }
    tokens.take();
    return new Node.Assignment(
        scalar.name(), null, scalar.append(), scalar.value(), List.copyOf(elements));
  }
}
