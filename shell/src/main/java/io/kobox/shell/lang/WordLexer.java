package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.CommandList;
import io.kobox.shell.lang.ast.Word;
import io.kobox.shell.lang.ast.WordPart;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one word: quotes, parameters and substitutions. */
final class WordLexer {
  private static final List<String> PARAMETER_OPERATORS =
      List.of(
          ":-", ":=", ":?", ":+", "-", "=", "?", "+", "%%", "%", "##", "#", "//", "/#", "/%", "/",
          "^^", "^", ",,", ",", ":");

  private final Lexer lexer;
  private List<WordPart> parts = new ArrayList<>();
  private final StringBuilder literal = new StringBuilder();

  WordLexer(Lexer lexer) {
    this.lexer = lexer;
  }

  /** A word that ends at a blank, a newline or an operator. */
  Word word() throws SyntaxException {
    int start = lexer.position;
    while (!lexer.atEnd()) {
      char c = lexer.peek(0);
      if (" \t\n&|;<>()".indexOf(c) >= 0) {
        break;
      }
      unquotedCharacter(c);
    }
    return finish(start);
  }

  /** The right side of {@code =~}, where parentheses and bars are text. */
  Word regex() throws SyntaxException {
    int start = lexer.position;
    int open = 0;
    while (!lexer.atEnd()) {
      char c = lexer.peek(0);
      if (c == '\n' || (open == 0 && " \t&;<>)".indexOf(c) >= 0)) {
        break;
      }
      open += c == '(' ? 1 : c == ')' ? -1 : 0;
      if ("()|&;<> \t".indexOf(c) >= 0) {
        literal.append(c);
        lexer.position++;
      } else {
        unquotedCharacter(c);
      }
    }
    return finish(start);
  }

  private Word finish(int start) {
    flush();
    return new Word(List.copyOf(parts), lexer.source.substring(start, lexer.position));
  }

  private void unquotedCharacter(char c) throws SyntaxException {
    switch (c) {
      case '\\' -> backslash();
      case '\'' -> singleQuotes();
      case '"' -> {
        flush();
        parts.add(doubleQuotes());
      }
      case '`' -> backquote();
      case '$' -> dollar(false);
      default -> {
        if (c == '\n') {
          lexer.line++;
        }
        literal.append(c);
        lexer.position++;
      }
    }
  }

  private void flush() {
    if (!literal.isEmpty()) {
      parts.add(new WordPart.Literal(literal.toString()));
      literal.setLength(0);
    }
  }

  private void backslash() {
    if (lexer.position + 1 >= lexer.source.length()) {
      literal.append('\\');
      lexer.position++;
      return;
    }
    char next = lexer.peek(1);
    lexer.position += 2;
    if (next == '\n') {
      lexer.line++;
      return;
    }
    flush();
    parts.add(new WordPart.Quoted(String.valueOf(next)));
  }

  private void singleQuotes() throws SyntaxException {
    int end = lexer.source.indexOf('\'', lexer.position + 1);
    if (end < 0) {
      throw lexer.unfinished('\'', lexer.line);
    }
    flush();
    String text = lexer.source.substring(lexer.position + 1, end);
    parts.add(new WordPart.Quoted(text));
    countLines(text);
    lexer.position = end + 1;
  }

  private void countLines(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        lexer.line++;
      }
    }
  }

  private WordPart.DoubleQuoted doubleQuotes() throws SyntaxException {
    int openedAt = lexer.line;
    lexer.position++;
    List<WordPart> outer = parts;
    parts = new ArrayList<>();
    lexer.enter(lexer.line);
    while (true) {
      if (lexer.atEnd()) {
        throw lexer.unfinished('"', openedAt);
      }
      char c = lexer.peek(0);
      if (c == '"') {
        lexer.position++;
        break;
      }
      quotedCharacter(c, true);
    }
    lexer.leave();
    flush();
    WordPart.DoubleQuoted quoted = new WordPart.DoubleQuoted(List.copyOf(parts));
    parts = outer;
    return quoted;
  }

  /** A here-document's body: as in double quotes, but the quote itself is text. */
  List<WordPart> hereDocument() throws SyntaxException {
    while (!lexer.atEnd()) {
      quotedCharacter(lexer.peek(0), false);
    }
    flush();
    return List.copyOf(parts);
  }

  private void quotedCharacter(char c, boolean escapesQuote) throws SyntaxException {
    switch (c) {
      case '\\' -> {
        char next = lexer.peek(1);
        if (next == '\n') {
          lexer.line++;
          lexer.position += 2;
        } else if (next == '$' || next == '`' || next == '\\' || (next == '"' && escapesQuote)) {
          flush();
          parts.add(new WordPart.Quoted(String.valueOf(next)));
          lexer.position += 2;
        } else {
          literal.append('\\');
          lexer.position++;
        }
      }
      case '`' -> backquote();
      case '$' -> dollar(true);
      default -> {
        if (c == '\n') {
          lexer.line++;
        }
        literal.append(c);
        lexer.position++;
      }
    }
  }

  private void backquote() throws SyntaxException {
    int openedAt = lexer.line;
    StringBuilder text = new StringBuilder();
    lexer.position++;
    while (true) {
      if (lexer.atEnd()) {
        throw lexer.unfinished('`', openedAt);
      }
      char c = lexer.peek(0);
      lexer.position++;
      if (c == '`') {
        break;
      }
      if (c == '\n') {
        lexer.line++;
      }
      if (c == '\\' && "$`\\".indexOf(lexer.peek(0)) >= 0 && !lexer.atEnd()) {
        c = lexer.peek(0);
        lexer.position++;
      }
      text.append(c);
    }
    flush();
    parts.add(new WordPart.Backquoted(text.toString()));
  }

  private void dollar(boolean quoted) throws SyntaxException {
    char next = lexer.peek(1);
    int start = lexer.position;
    if (next == '(' && lexer.peek(2) == '(') {
      Word expression = arithmetic(lexer.position + 3);
      if (expression != null) {
        flush();
        parts.add(new WordPart.Arithmetic(expression));
        return;
      }
    }
    if (next == '(') {
      flush();
      lexer.position += 2;
      parts.add(new WordPart.CommandSubstitution(substitution()));
    } else if (next == '{') {
      flush();
      lexer.position += 2;
      parts.add(braces(quoted, start));
    } else if (next == '\'' && !quoted) {
      flush();
      parts.add(new WordPart.Quoted(AnsiQuote.read(lexer)));
    } else if (next == '"' && !quoted) {
      lexer.position++;
      flush();
      parts.add(doubleQuotes());
    } else if (Lexer.isNameStart(next)) {
      flush();
      lexer.position++;
      parts.add(parameter(name(), start));
    } else if (next != 0 && (Lexer.isDigit(next) || "?$!#@*-".indexOf(next) >= 0)) {
      flush();
      lexer.position += 2;
      parts.add(parameter(String.valueOf(next), start));
    } else {
      literal.append('$');
      lexer.position++;
    }
  }

  private WordPart.Parameter parameter(String name, int start) {
    return new WordPart.Parameter(
        name, null, "", null, null, lexer.source.substring(start, lexer.position));
  }

  private String name() {
    int start = lexer.position;
    while (Lexer.isNameStart(lexer.peek(0)) || Lexer.isDigit(lexer.peek(0))) {
      lexer.position++;
    }
    return lexer.source.substring(start, lexer.position);
  }

  private CommandList substitution() throws SyntaxException {
    lexer.enter(lexer.line);
    Parser parser = new Parser(lexer);
    CommandList body = parser.untilParenthesis();
    lexer.leave();
    return body;
  }

  /**
   * The expression of {@code $((…))} or {@code ((…))} whose text begins at {@code from}; moves
   * behind it. Null where it turns out not to be one, but a subshell in a substitution.
   */
  @Nullable Word arithmetic(int from) throws SyntaxException {
    int open = 0;
    int at = from;
    for (; at < lexer.source.length(); at++) {
      char c = lexer.source.charAt(at);
      if (c == '\\') {
        at++;
      } else if (c == '\'' || c == '"') {
        int close = lexer.source.indexOf(c, at + 1);
        at = close < 0 ? lexer.source.length() : close;
      } else if (c == '(') {
        open++;
      } else if (c == ')' && open > 0) {
        open--;
      } else if (c == ')') {
        break;
      }
    }
    if (at >= lexer.source.length()) {
      throw lexer.unfinished(')', lexer.line);
    }
    if (at + 1 >= lexer.source.length() || lexer.source.charAt(at + 1) != ')') {
      return null;
    }
    String text = lexer.source.substring(from, at);
    Lexer inner = new Lexer(text, lexer.line);
    inner.depth = lexer.depth + 1;
    if (inner.depth > Lexer.DEEPEST) {
      return null;
    }
    Word expression = new Word(new WordLexer(inner).expression(), text);
    countLines(text);
    lexer.position = at + 2;
    return expression;
  }

  /** An arithmetic expression: expanded as in double quotes; double quotes themselves vanish. */
  List<WordPart> expression() throws SyntaxException {
    while (!lexer.atEnd()) {
      if (lexer.peek(0) == '"') {
        lexer.position++;
      } else {
        quotedCharacter(lexer.peek(0), true);
      }
    }
    flush();
    return List.of(new WordPart.DoubleQuoted(List.copyOf(parts)));
  }

  /** <code>${…}</code>, from behind the brace on. */
  private WordPart braces(boolean quoted, int start) throws SyntaxException {
    int openedAt = lexer.line;
    lexer.enter(lexer.line);
    String operator = "";
    Word subscript = null;
    if (lexer.peek(0) == '#' && lexer.peek(1) != '}' && isParameterStart(lexer.peek(1))) {
      operator = "length";
      lexer.position++;
    } else if (lexer.peek(0) == '!' && isParameterStart(lexer.peek(1))) {
      operator = "indirect";
      lexer.position++;
    }
    String name = bracedName();
    if (lexer.peek(0) == '[' && Lexer.isName(name)) {
      lexer.position++;
      subscript = argument(quoted, "]", openedAt);
      lexer.position++;
    }
    Word first = null;
    Word second = null;
    if (lexer.atEnd()) {
      throw lexer.unfinished('}', openedAt);
    }
    if (name.isEmpty() || (lexer.peek(0) != '}' && !operator.isEmpty())) {
      operator = "bad";
      argument(quoted, "}", openedAt);
    } else if (lexer.peek(0) != '}') {
      operator = parameterOperator();
      boolean pattern = !operator.isEmpty() && "%#/^,".indexOf(operator.charAt(0)) >= 0;
      boolean slash = operator.startsWith("/");
      boolean colon = operator.equals(":");
      first = argument(quoted && !pattern, slash ? "/}" : colon ? ":}" : "}", openedAt);
      if ((slash || colon) && lexer.peek(0) != '}') {
        lexer.position++;
        second = argument(quoted, "}", openedAt);
      }
    }
    lexer.position++;
    lexer.leave();
    String source = lexer.source.substring(start, lexer.position);
    return new WordPart.Parameter(name, subscript, operator, first, second, source);
  }

  private static boolean isParameterStart(char c) {
    return Lexer.isNameStart(c) || Lexer.isDigit(c) || (c != 0 && "?$!#@*-".indexOf(c) >= 0);
  }

  private String bracedName() {
    char c = lexer.peek(0);
    if (Lexer.isDigit(c)) {
      int start = lexer.position;
      while (Lexer.isDigit(lexer.peek(0))) {
        lexer.position++;
      }
      return lexer.source.substring(start, lexer.position);
    }
    if (c != 0 && "?$!#@*-".indexOf(c) >= 0) {
      lexer.position++;
      return String.valueOf(c);
    }
    return name();
  }

  private String parameterOperator() {
    for (String operator : PARAMETER_OPERATORS) {
      if (lexer.source.startsWith(operator, lexer.position)) {
        lexer.position += operator.length();
        return operator;
      }
    }
    return "bad";
  }

  /** Text up to one of {@code ends} outside quotes and substitutions; stays before it. */
  private Word argument(boolean quoted, String ends, int openedAt) throws SyntaxException {
    WordLexer inner = new WordLexer(lexer);
    int start = lexer.position;
    int open = 0;
    while (true) {
      if (lexer.atEnd()) {
        throw lexer.unfinished('}', openedAt);
      }
      char c = lexer.peek(0);
      if (open == 0 && ends.indexOf(c) >= 0) {
        break;
      }
      if (ends.equals("]")) {
        open += c == '[' ? 1 : c == ']' ? -1 : 0;
      }
      if (quoted && c == '"') {
        inner.flush();
        inner.parts.add(inner.doubleQuotes());
      } else if (quoted && c == '\\' && lexer.peek(1) == '}') {
        inner.flush();
        inner.parts.add(new WordPart.Quoted("}"));
        lexer.position += 2;
      } else if (quoted) {
        inner.quotedCharacter(c, true);
      } else {
        inner.unquotedCharacter(c);
      }
    }
    return inner.finish(start);
  }
}
