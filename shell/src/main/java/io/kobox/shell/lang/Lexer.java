package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.Word;
import io.kobox.shell.lang.ast.WordPart;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts shell text into tokens; words are taken apart by {@link WordLexer}. */
final class Lexer {
  /**
   * How deep commands and substitutions may nest, so that hostile text cannot exhaust the stack.
   */
  static final int DEEPEST = 200;

  private static final Word NO_WORD = new Word(List.of(), "");

  /** Longest first. */
  private static final List<String> OPERATORS =
      List.of(
          "&>>", "<<<", "<<-", ";;&", "&&", "||", ";;", ";&", "<<", ">>", "<&", ">&", "<>", ">|",
          "&>", "|&", "&", ";", "|", "<", ">", "(", ")");

  final String source;
  int position;
  int line;

  /** Here-documents announced on this line whose bodies follow it. */
  private List<HereDocument> announced = new ArrayList<>();

  /** Warnings about unfinished here-documents, without the prefix. */
  final List<String> warnings = new ArrayList<>();

  /** How deep the text at the position is nested. */
  int depth;

  Lexer(String source, int firstLine) {
    this.source = source;
    this.line = firstLine;
  }

  /** A here-document whose body the lexer fills in at the next newline. */
  static final class HereDocument {
    final String delimiter;
    final boolean quoted;
    final boolean stripTabs;
    final int line;
    Word body = NO_WORD;

    HereDocument(String delimiter, boolean quoted, boolean stripTabs, int line) {
      this.delimiter = delimiter;
      this.quoted = quoted;
      this.stripTabs = stripTabs;
      this.line = line;
    }
  }

  /** Counts a command, condition or substitution inside another; {@link #leave} counts back. */
  void enter(int atLine) throws SyntaxException {
    if (++depth > DEEPEST) {
      throw new SyntaxException("commands nested too deeply", atLine, false, false);
    }
  }

  void leave() {
    depth--;
  }

  void announce(HereDocument document) {
    announced.add(document);
  }

  boolean atEnd() {
    return position >= source.length();
  }

  /** The character {@code ahead} of the position; 0 at the end. */
  char peek(int ahead) {
    int at = position + ahead;
    return at < source.length() ? source.charAt(at) : 0;
  }

  SyntaxException unfinished(char quote, int atLine) {
    return new SyntaxException(
        "unexpected EOF while looking for matching `" + quote + "'", atLine, true, false);
  }

  Token next() throws SyntaxException {
    skipBlanks();
    int start = position;
    if (atEnd()) {
      if (!announced.isEmpty()) {
        readHereDocuments();
      }
      return new Token(Token.Kind.END, "", NO_WORD, line, start, start);
    }
    char c = peek(0);
    if (c == '\n') {
      int at = line;
      position++;
      line++;
      readHereDocuments();
      return new Token(Token.Kind.NEWLINE, "\n", NO_WORD, at, start, start + 1);
    }
    String operator = operatorHere();
    if (operator != null) {
      position += operator.length();
      return new Token(Token.Kind.OPERATOR, operator, NO_WORD, line, start, position);
    }
    int at = line;
    Word word = new WordLexer(this).word();
    boolean digits = !word.source().isEmpty() && word.source().length() < 10;
    for (int i = 0; digits && i < word.source().length(); i++) {
      digits = isDigit(word.source().charAt(i));
    }
    boolean number = digits && (peek(0) == '<' || peek(0) == '>');
    return new Token(
        number ? Token.Kind.IO_NUMBER : Token.Kind.WORD, word.source(), word, at, start, position);
  }

  private void skipBlanks() {
    while (!atEnd()) {
      char c = peek(0);
      if (c == ' ' || c == '\t') {
        position++;
      } else if (c == '\\' && peek(1) == '\n') {
        position += 2;
        line++;
      } else if (c == '#') {
        while (!atEnd() && peek(0) != '\n') {
          position++;
        }
      } else {
        return;
      }
    }
  }

  private @Nullable String operatorHere() {
    if ("&|;<>()".indexOf(peek(0)) < 0) {
      return null;
    }
    for (String operator : OPERATORS) {
      if (source.startsWith(operator, position)) {
        return operator;
      }
    }
    return null;
  }

  private void readHereDocuments() throws SyntaxException {
    List<HereDocument> waiting = announced;
    announced = new ArrayList<>();
    for (HereDocument document : waiting) {
      readHereDocument(document);
    }
  }

  private void readHereDocument(HereDocument document) throws SyntaxException {
    StringBuilder body = new StringBuilder();
    int firstLine = line;
    while (true) {
      if (atEnd()) {
        warnings.add(
            "line "
                + (line - 1)
                + ": warning: here-document at line "
                + document.line
                + " delimited by end-of-file (wanted `"
                + document.delimiter
                + "')");
        break;
      }
      int end = source.indexOf('\n', position);
      String text = source.substring(position, end < 0 ? source.length() : end);
      position = end < 0 ? source.length() : end + 1;
      line++;
      if (document.stripTabs) {
        text = text.substring(leadingTabs(text));
      }
      if (text.equals(document.delimiter)) {
        break;
      }
      body.append(text).append('\n');
    }
    if (document.quoted) {
      document.body = Word.quoted(body.toString());
    } else {
      List<WordPart> parts = new WordLexer(new Lexer(body.toString(), firstLine)).hereDocument();
      document.body = new Word(List.of(new WordPart.DoubleQuoted(parts)), "");
    }
  }

  private static int leadingTabs(String text) {
    int count = 0;
    while (count < text.length() && text.charAt(count) == '\t') {
      count++;
    }
    return count;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isNameStart(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean isName(String text) {
    if (text.isEmpty() || !isNameStart(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      if (!isNameStart(text.charAt(i)) && !isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
