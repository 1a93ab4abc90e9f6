package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.Redirection;
import io.kobox.shell.lang.ast.Word;
import io.kobox.shell.lang.ast.WordPart;
import java.util.List;

/** Parses redirections; a here-document's body is left to the lexer. */
final class RedirectionParser {
  private final Tokens tokens;
  private final Lexer lexer;

  RedirectionParser(Tokens tokens, Lexer lexer) {
    this.tokens = tokens;
    this.lexer = lexer;
  }

  boolean isNext() throws SyntaxException {
    return begins(tokens.peek());
  }

  /** Whether a redirection begins with it. */
  static boolean begins(Token token) {
    return switch (token.kind()) {
      case IO_NUMBER -> true;
      case OPERATOR -> token.text().indexOf('<') >= 0 || token.text().indexOf('>') >= 0;
      default -> false;
    };
  }

  Redirection parse() throws SyntaxException {
    int fd = -1;
    int start = tokens.peek().start();
    if (tokens.peek().kind() == Token.Kind.IO_NUMBER) {
      fd = Integer.parseInt(tokens.take().text());
    }
    Token operator = tokens.take();
    Token target = tokens.take();
    if (target.kind() != Token.Kind.WORD && target.kind() != Token.Kind.IO_NUMBER) {
      throw tokens.unexpected(target);
    }
    boolean document = operator.is("<<") || operator.is("<<-");
    Word word = document ? hereDocument(operator, target.word()) : target.word();
    String source = lexer.source.substring(start, target.end());
    return new Redirection(fd, operator.text(), word, source);
  }

  /** The body of the here-document that {@code delimiter} ends. */
  private Word hereDocument(Token operator, Word delimiter) {
    StringBuilder text = new StringBuilder();
    for (WordPart part : delimiter.parts()) {
      text.append(plain(part));
    }
    Lexer.HereDocument document =
        new Lexer.HereDocument(
            text.toString(), delimiter.hasQuotes(), operator.is("<<-"), operator.line());
    lexer.announce(document);
    // The body is read at the next newline only: the tree refers to it through this part.
    return new Word(List.of(new WordPart.Deferred(() -> document.body)), delimiter.source());
  }

  private static String plain(WordPart part) {
    return switch (part) {
      case WordPart.Literal l -> l.text();
      case WordPart.Quoted q -> q.text();
      case WordPart.DoubleQuoted d -> {
        StringBuilder text = new StringBuilder();
        d.parts().forEach(p -> text.append(plain(p)));
        yield text.toString();
      }
      case WordPart.Parameter p -> p.source();
      case WordPart.Backquoted b -> "`" + b.source() + "`";
      default -> "";
    };
  }
}
