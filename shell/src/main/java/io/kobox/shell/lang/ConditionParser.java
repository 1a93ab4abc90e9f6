package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.Node;

/** Parses what stands between {@code [[} and {@code ]]}. */
final class ConditionParser {
  private final Parser parser;
  private final Lexer lexer;

  ConditionParser(Parser parser, Lexer lexer) {
    this.parser = parser;
    this.lexer = lexer;
  }

  Node.Condition parse() throws SyntaxException {
    Node.Condition condition = either();
    Token end = parser.take();
    if (!end.isWord("]]")) {
      throw unexpected(end);
    }
    return condition;
  }

  private SyntaxException unexpected(Token token) {
    return token.kind() == Token.Kind.END
        ? parser.unexpected(token)
        : new SyntaxException(
            "syntax error in conditional expression: unexpected token `" + token.shown() + "'",
            token.line(),
            false,
            true);
  }

  private Node.Condition either() throws SyntaxException {
    Node.Condition left = both();
    while (parser.peek().is("||")) {
      parser.take();
      left = new Node.Either(left, both());
    }
    return left;
  }

  private Node.Condition both() throws SyntaxException {
    Node.Condition left = primary();
    while (parser.peek().is("&&")) {
      parser.take();
      left = new Node.Both(left, primary());
    }
    return left;
  }

  private Node.Condition primary() throws SyntaxException {
    parser.skipNewlines();
    Token token = parser.take();
    if (++lexer.depth > 200) {
      throw new SyntaxException("commands nested too deeply", token.line(), false, false);
    }
    try {
      return primary(token);
    } finally {
      lexer.depth--;
      if (parser.peek().kind() == Token.Kind.NEWLINE) {
        parser.skipNewlines();
      }
    }
  }

  private Node.Condition primary(Token token) throws SyntaxException {
    if (token.isWord("!")) {
      return new Node.Not(primary());
    }
    if (token.is("(")) {
      Node.Condition inner = either();
      Token close = parser.take();
      if (!close.is(")")) {
        throw unexpected(close);
      }
      return inner;
    }
    if (token.kind() != Token.Kind.WORD || token.isWord("]]")) {
      throw unexpected(token);
    }
    if (isUnary(token.text())
        && parser.peek().kind() == Token.Kind.WORD
        && !parser.peek().isWord("]]")) {
      return new Node.Unary(token.text(), parser.take().word());
    }
    Token operator = parser.peek();
    if (operator.is("<")
        || operator.is(">")
        || (operator.kind() == Token.Kind.WORD && !operator.isWord("]]"))) {
      parser.take();
      if (operator.isWord("=~")) {
        while (lexer.peek(0) == ' ' || lexer.peek(0) == '\t') {
          lexer.position++;
        }
        return new Node.Binary("=~", token.word(), new WordLexer(lexer).regex());
      }
      Token right = parser.take();
      if (right.kind() != Token.Kind.WORD) {
        throw unexpected(right);
      }
      return new Node.Binary(operator.text(), token.word(), right.word());
    }
    return new Node.Unary("-n", token.word());
  }

  private static boolean isUnary(String text) {
    return text.length() == 2
        && text.charAt(0) == '-'
        && "abcdefghknoprstuvwxzGLNORS".indexOf(text.charAt(1)) >= 0;
  }
}
