package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.Node;

/** Parses what stands between {@code [[} and {@code ]]}. */
final class ConditionParser {
  private final Tokens tokens;
  private final Lexer lexer;

  ConditionParser(Tokens tokens, Lexer lexer) {
    this.tokens = tokens;
    this.lexer = lexer;
  }

  Node.Condition parse() throws SyntaxException {
    Node.Condition condition = either();
    Token end = tokens.take();
    if (!end.isWord("]]")) {
      throw unexpected(end);
    }
    return condition;
  }

  private SyntaxException unexpected(Token token) {
    return token.kind() == Token.Kind.END
        ? tokens.unexpected(token)
        : new SyntaxException(
            "syntax error in conditional expression: unexpected token `" + token.shown() + "'",
            token.line(),
            false,
            true);
  }

  private Node.Condition either() throws SyntaxException {
    Node.Condition left = both();
    while (tokens.peek().is("||")) {
      tokens.take();
      left = new Node.Either(left, both());
    }
    return left;
  }

  private Node.Condition both() throws SyntaxException {
    Node.Condition left = primary();
    while (tokens.peek().is("&&")) {
      tokens.take();
      left = new Node.Both(left, primary());
    }
    return left;
  }

  private Node.Condition primary() throws SyntaxException {
    tokens.skipNewlines();
    Token token = tokens.take();
    lexer.enter(token.line());
    try {
      return primary(token);
    } finally {
      lexer.leave();
      if (tokens.peek().kind() == Token.Kind.NEWLINE) {
        tokens.skipNewlines();
      }
    }
  }

  private Node.Condition primary(Token token) throws SyntaxException {
    if (token.isWord("!")) {
      return new Node.Not(primary());
    }
    if (token.is("(")) {
      Node.Condition inner = either();
      Token close = tokens.take();
      if (!close.is(")")) {
        throw unexpected(close);
      }
      return inner;
    }
    if (token.kind() != Token.Kind.WORD || token.isWord("]]")) {
      throw unexpected(token);
    }
    if (isUnary(token.text())
        && tokens.peek().kind() == Token.Kind.WORD
        && !tokens.peek().isWord("]]")) {
      return new Node.Unary(token.text(), tokens.take().word());
    }
    Token operator = tokens.peek();
    if (operator.is("<")
        || operator.is(">")
        || (operator.kind() == Token.Kind.WORD && !operator.isWord("]]"))) {
      tokens.take();
      if (operator.isWord("=~")) {
        while (lexer.peek(0) == ' ' || lexer.peek(0) == '\t') {
          lexer.position++;
        }
        return new Node.Binary("=~", token.word(), new WordLexer(lexer).regex());
      }
      Token right = tokens.take();
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
