package io.kobox.shell.lang;

import org.jspecify.annotations.Nullable;

/** The tokens of a text, looked at one ahead, and what bash says of one that does not fit. */
final class Tokens {
  private final Lexer lexer;
  private @Nullable Token ahead;
  private int errorStart;

  Tokens(Lexer lexer) {
    this.lexer = lexer;
  }

  Token peek() throws SyntaxException {
    Token token = ahead;
    if (token == null) {
      token = lexer.next();
      ahead = token;
    }
    return token;
  }

  Token take() throws SyntaxException {
    Token token = peek();
    ahead = null;
    return token;
  }

  /** Forgets the token ahead: what follows begins where the lexer stands. */
  void drop() {
    ahead = null;
  }

  void skipNewlines() throws SyntaxException {
    while (peek().kind() == Token.Kind.NEWLINE) {
      take();
    }
  }

  /** Takes the reserved word that has to come next. */
  void expect(String reserved) throws SyntaxException {
    Token token = take();
    if (!token.isWord(reserved)) {
      throw unexpected(token);
    }
  }

  /** Takes the closing parenthesis that has to come next. */
  void expectClosing() throws SyntaxException {
    if (!peek().is(")")) {
      throw unexpected(peek());
    }
    take();
  }

  /** Takes the word that has to come next. */
  Token expectWord() throws SyntaxException {
    Token token = take();
    if (token.kind() != Token.Kind.WORD) {
      throw unexpected(token);
    }
    return token;
  }

  /** The text from {@code start} up to the token ahead. */
  String sourceFrom(int start) throws SyntaxException {
    int end = Math.min(peek().start(), lexer.source.length());
    return end <= start ? "" : lexer.source.substring(start, end).strip();
  }

  SyntaxException unexpected(Token token) {
    if (token.kind() == Token.Kind.END) {
      return unfinished("syntax error: unexpected end of file", token);
    }
    return wrong("syntax error near unexpected token `" + token.shown() + "'", token, true);
  }

  /** An error at {@code token}; bash may show the line it stands in. */
  SyntaxException wrong(String message, Token token, boolean showsLine) {
    errorStart = token.start();
    return new SyntaxException(message, token.line(), false, showsLine);
  }

  /** An error at the {@code end} of the text: more of it could complete the command. */
  SyntaxException unfinished(String message, Token end) {
    errorStart = end.start();
    // bash counts the end as the line after the last newline.
    boolean midLine = end.start() > 0 && lexer.source.charAt(end.start() - 1) != '\n';
    return new SyntaxException(message, end.line() + (midLine ? 1 : 0), true, false);
  }

  /** The source line that an error's token stands in. */
  String errorLine() {
    int at = Math.min(lexer.source.length(), errorStart);
    int from = at == 0 ? 0 : lexer.source.lastIndexOf('\n', at - 1) + 1;
    int to = lexer.source.indexOf('\n', from);
    return lexer.source.substring(from, to < 0 ? lexer.source.length() : to);
  }
}
