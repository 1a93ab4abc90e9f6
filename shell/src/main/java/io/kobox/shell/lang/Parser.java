package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.CommandList;
import io.kobox.shell.lang.ast.Node;
import io.kobox.shell.lang.ast.Redirection;
import io.kobox.shell.lang.ast.Word;
import io.kobox.shell.lang.ast.WordPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses shell text one complete command at a time (a line, or as many as a compound command
 * takes), as bash reads it: what stands before an error has run when the error is found.
 */
public final class Parser {
  private static final int DEEPEST = 200;

  private static final Set<String> CLOSERS =
      Set.of("then", "else", "elif", "fi", "do", "done", "esac", "}");

  private final Lexer lexer;
  private @Nullable Token ahead;

  public Parser(String source) {
    this(source, 1);
  }

  public Parser(String source, int firstLine) {
    this(new Lexer(source, firstLine));
  }

  Parser(Lexer lexer) {
    this.lexer = lexer;
  }

  /** Warnings since the last call, each with its line: {@code "line 2: warning: …"}. */
  public List<String> takeWarnings() {
    List<String> warnings = List.copyOf(lexer.warnings);
    lexer.warnings.clear();
    return warnings;
  }

  /** The next complete command; null at the end. */
  public @Nullable CommandList next() throws SyntaxException {
    while (peek().kind() == Token.Kind.NEWLINE) {
      take();
    }
    if (peek().kind() == Token.Kind.END) {
      return null;
    }
    List<CommandList.Item> items = new ArrayList<>();
    while (true) {
      int start = peek().start();
      Node node = andOr();
      boolean background = peek().is("&");
      items.add(new CommandList.Item(node, background, sourceFrom(start)));
      if (background || peek().is(";")) {
        take();
      }
      Token token = peek();
      if (token.kind() == Token.Kind.NEWLINE) {
        ahead = null;
        break;
      }
      if (token.kind() == Token.Kind.END) {
        break;
      }
      if (!separated) {
        throw unexpected(token);
      }
    }
    return new CommandList(List.copyOf(items));
  }

  /** Whether the last list element was followed by ; or &. */
  private boolean separated;

  /** Whether nothing follows but blanks, comments and newlines; looks no further than one token. */
  public boolean atEnd() {
    for (int at = lexer.position; at < lexer.source.length(); at++) {
      if (" \t\n".indexOf(lexer.source.charAt(at)) < 0) {
        return false;
      }
    }
    return true;
  }

  /** The source line that an error's token stands in. */
  public String errorLine() {
    int at = Math.min(lexer.source.length(), errorStart);
    int from = at == 0 ? 0 : lexer.source.lastIndexOf('\n', at - 1) + 1;
    int to = lexer.source.indexOf('\n', from);
    return lexer.source.substring(from, to < 0 ? lexer.source.length() : to);
  }

  private int errorStart;

  /** The commands of <code>$(…)</code>; the closing parenthesis is taken. */
  CommandList untilParenthesis() throws SyntaxException {
    CommandList list = compoundList();
    if (!peek().is(")")) {
      if (peek().kind() == Token.Kind.END) {
        throw new SyntaxException(
            "unexpected EOF while looking for matching `)'", endLine(peek()), true, false);
      }
      throw unexpected(peek());
    }
    return list;
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
    separated = token.is(";") || token.is("&");
    ahead = null;
    return token;
  }

  SyntaxException unexpected(Token token) {
    errorStart = token.start();
    if (token.kind() == Token.Kind.END) {
      return new SyntaxException(
          "syntax error: unexpected end of file", endLine(token), true, false);
    }
    return new SyntaxException(
        "syntax error near unexpected token `" + token.shown() + "'", token.line(), false, true);
  }

  /** The line that bash counts the end of the text as: the one after the last newline. */
  private int endLine(Token end) {
    boolean midLine = end.start() > 0 && lexer.source.charAt(end.start() - 1) != '\n';
    return end.line() + (midLine ? 1 : 0);
  }

  private void expect(String reserved) throws SyntaxException {
    Token token = take();
    if (!token.isWord(reserved)) {
      throw unexpected(token);
    }
  }

  void skipNewlines() throws SyntaxException {
    while (peek().kind() == Token.Kind.NEWLINE) {
      take();
    }
  }

  private String sourceFrom(int start) throws SyntaxException {
    int end = Math.min(peek().start(), lexer.source.length());
    return end <= start ? "" : lexer.source.substring(start, end).strip();
  }

  /** Commands up to a closing word or parenthesis; at least one. */
  private CommandList compoundList() throws SyntaxException {
    skipNewlines();
    List<CommandList.Item> items = new ArrayList<>();
    if (++lexer.depth > DEEPEST) {
      throw new SyntaxException("commands nested too deeply", lexer.line, false, false);
    }
    while (!closes(peek())) {
      int start = peek().start();
      Node node = andOr();
      boolean background = peek().is("&");
      items.add(new CommandList.Item(node, background, sourceFrom(start)));
      if (background || peek().is(";") || peek().kind() == Token.Kind.NEWLINE) {
        take();
        skipNewlines();
      } else if (!closes(peek())) {
        throw unexpected(peek());
      }
    }
    lexer.depth--;
    return new CommandList(List.copyOf(items));
  }

  private CommandList nonEmptyList() throws SyntaxException {
    CommandList list = compoundList();
    if (list.items().isEmpty()) {
      throw unexpected(peek());
    }
    return list;
  }

  private static boolean closes(Token token) {
    return switch (token.kind()) {
      case END -> true;
      case OPERATOR -> token.is(")") || token.is(";;") || token.is(";&") || token.is(";;&");
      case WORD -> CLOSERS.contains(token.text());
      default -> false;
    };
  }

  private Node andOr() throws SyntaxException {
    Node first = pipeline();
    List<Node.Link> rest = new ArrayList<>();
    while (peek().is("&&") || peek().is("||")) {
      boolean and = take().is("&&");
      skipNewlines();
      rest.add(new Node.Link(and, pipeline()));
    }
    return rest.isEmpty() ? first : new Node.AndOr(first, List.copyOf(rest));
  }

  private Node pipeline() throws SyntaxException {
    boolean negated = false;
    boolean timed = false;
    boolean prefixed = false;
    while (peek().isWord("!") || peek().isWord("time")) {
      if (take().isWord("!")) {
        negated = !negated;
      } else {
        timed = true;
        if (peek().isWord("-p")) {
          take();
        }
      }
      prefixed = true;
    }
    if (prefixed && endsCommand(peek())) {
      return new Node.Pipeline(negated, timed, List.of());
    }
    List<Node> members = new ArrayList<>();
    members.add(command());
    while (peek().is("|") || peek().is("|&")) {
      if (take().is("|&")) {
        members.add(withErrors(members.removeLast()));
      }
      skipNewlines();
      members.add(command());
    }
    return members.size() == 1 && !prefixed
        ? members.getFirst()
        : new Node.Pipeline(negated, timed, List.copyOf(members));
  }

  private static boolean endsCommand(Token token) {
    return token.kind() == Token.Kind.NEWLINE
        || token.kind() == Token.Kind.END
        || token.is(";")
        || token.is("&");
  }

  /** {@code |&}: standard error goes the same way, after the command's own redirections. */
  private static Node withErrors(Node node) {
    Redirection both = new Redirection(2, ">&", Word.quoted("1"), "2>&1");
    return switch (node) {
      case Node.Simple s -> {
        List<Redirection> all = new ArrayList<>(s.redirections());
        all.add(both);
        yield new Node.Simple(s.assignments(), s.words(), all, s.line());
      }
      case Node.Compound c -> {
        List<Redirection> all = new ArrayList<>(c.redirections());
        all.add(both);
        yield new Node.Compound(c.body(), all, c.line(), c.source());
      }
      default -> node;
    };
  }

  private Node command() throws SyntaxException {
    Token token = peek();
    int line = token.line();
    if (token.kind() == Token.Kind.OPERATOR && !token.is("(") && redirectionAhead() == null) {
      throw unexpected(token);
    }
    if (token.kind() == Token.Kind.NEWLINE || token.kind() == Token.Kind.END) {
      throw unexpected(token);
    }
    Node.Body body = compoundBody(token);
    if (body == null) {
      return simple();
    }
    if (body instanceof Node.Function) {
      return new Node.Compound(body, List.of(), line, "");
    }
    List<Redirection> redirections = new ArrayList<>();
    while (redirectionAhead() != null) {
      redirections.add(redirection());
    }
    return new Node.Compound(body, List.copyOf(redirections), line, sourceFrom(token.start()));
  }

  private Node.@Nullable Body compoundBody(Token token) throws SyntaxException {
    if (token.is("(")) {
      return parenthesis();
    }
    if (token.kind() != Token.Kind.WORD) {
      return null;
    }
    return switch (token.text()) {
      case "{" -> {
        take();
        CommandList list = nonEmptyList();
        expect("}");
        yield new Node.Group(list);
      }
      case "if" -> {
        take();
        yield ifBody();
      }
      case "while", "until" -> {
        take();
        CommandList condition = nonEmptyList();
        yield new Node.While(token.text().equals("until"), condition, doGroup());
      }
      case "for" -> {
        take();
        yield forBody();
      }
      case "case" -> {
        take();
        yield caseBody();
      }
      case "function" -> {
        take();
        yield functionAfterKeyword(token);
      }
      case "[[" -> {
        take();
        yield new Node.Conditional(new ConditionParser(this, lexer).parse());
      }
      default -> {
        if (CLOSERS.contains(token.text())) {
          throw unexpected(token);
        }
        yield null;
      }
    };
  }

  private Node.Body parenthesis() throws SyntaxException {
    if (lexer.peek(0) == '(') {
      Word expression = new WordLexer(lexer).arithmetic(lexer.position + 1);
      if (expression != null) {
        ahead = null;
        return new Node.Arithmetic(expression);
      }
    }
    take();
    CommandList list = nonEmptyList();
    if (!peek().is(")")) {
      throw unexpected(peek());
    }
    take();
    return new Node.Subshell(list);
  }

  private Node.Body ifBody() throws SyntaxException {
    CommandList condition = nonEmptyList();
    expect("then");
    CommandList then = nonEmptyList();
    Token token = take();
    if (token.isWord("fi")) {
      return new Node.If(condition, then, null);
    }
    if (token.isWord("else")) {
      CommandList otherwise = nonEmptyList();
      expect("fi");
      return new Node.If(condition, then, otherwise);
    }
    if (!token.isWord("elif")) {
      throw unexpected(token);
    }
    int line = token.line();
    if (++lexer.depth > DEEPEST) {
      throw new SyntaxException("commands nested too deeply", line, false, false);
    }
    Node nested = new Node.Compound(ifBody(), List.of(), line, "");
    lexer.depth--;
    return new Node.If(
        condition, then, new CommandList(List.of(new CommandList.Item(nested, false, ""))));
  }

  private CommandList doGroup() throws SyntaxException {
    skipNewlines();
    expect("do");
    CommandList body = nonEmptyList();
    expect("done");
    return body;
  }

  private Node.Body forBody() throws SyntaxException {
    Token token = peek();
    if (token.is("(") && lexer.peek(0) == '(') {
      return arithmeticFor();
    }
    take();
    if (token.kind() != Token.Kind.WORD) {
      throw unexpected(token);
    }
    if (!Lexer.isName(token.text())) {
      errorStart = token.start();
      throw new SyntaxException(
          "`" + token.text() + "': not a valid identifier", token.line(), false, false);
    }
    if (peek().is(";")) {
      take();
      return new Node.For(token.text(), null, forGroup());
    }
    skipNewlines();
    if (!peek().isWord("in")) {
      return new Node.For(token.text(), null, forGroup());
    }
    take();
    List<Word> words = new ArrayList<>();
    while (peek().kind() == Token.Kind.WORD) {
      words.add(take().word());
    }
    if (!peek().is(";") && peek().kind() != Token.Kind.NEWLINE) {
      throw unexpected(peek());
    }
    take();
    return new Node.For(token.text(), List.copyOf(words), forGroup());
  }

  /** {@code do … done}, or braces as bash also takes them. */
  private CommandList forGroup() throws SyntaxException {
    skipNewlines();
    if (!peek().isWord("{")) {
      return doGroup();
    }
    take();
    CommandList body = nonEmptyList();
    expect("}");
    return body;
  }

  private Node.Body arithmeticFor() throws SyntaxException {
    Word header = new WordLexer(lexer).arithmetic(lexer.position + 1);
    ahead = null;
    if (header == null) {
      throw unexpected(peek());
    }
    List<Word> parts = new ArrayList<>();
    for (String text : header.source().split(";", -1)) {
      parts.add(new Word(new WordLexer(new Lexer(text, lexer.line)).expression(), text.strip()));
    }
    if (parts.size() != 3) {
      throw new SyntaxException(
          "syntax error: arithmetic expression required", lexer.line, false, true);
    }
    if (peek().is(";")) {
      take();
    }
    return new Node.ArithmeticFor(parts.get(0), parts.get(1), parts.get(2), forGroup());
  }

  private Node.Body caseBody() throws SyntaxException {
    Token subject = take();
    if (subject.kind() != Token.Kind.WORD) {
      throw unexpected(subject);
    }
    skipNewlines();
    expect("in");
    skipNewlines();
    List<Node.CaseItem> items = new ArrayList<>();
    while (!peek().isWord("esac")) {
      if (peek().is("(")) {
        take();
      }
      List<Word> patterns = new ArrayList<>();
      do {
        Token pattern = take();
        if (pattern.kind() != Token.Kind.WORD) {
          throw unexpected(pattern);
        }
        patterns.add(pattern.word());
      } while (peek().is("|") && take().is("|"));
      if (!peek().is(")")) {
        throw unexpected(peek());
      }
      take();
      CommandList body = compoundList();
      String terminator = ";;";
      if (peek().is(";;") || peek().is(";&") || peek().is(";;&")) {
        terminator = take().text();
        skipNewlines();
      } else if (!peek().isWord("esac")) {
        throw unexpected(peek());
      }
      items.add(new Node.CaseItem(List.copyOf(patterns), body, terminator));
    }
    take();
    return new Node.Case(subject.word(), List.copyOf(items));
  }

  private Node.Body functionAfterKeyword(Token keyword) throws SyntaxException {
    Token name = take();
    if (name.kind() != Token.Kind.WORD) {
      throw unexpected(name);
    }
    if (peek().is("(")) {
      take();
      if (!peek().is(")")) {
        throw unexpected(peek());
      }
      take();
    }
    return functionBody(name.text(), keyword);
  }

  private Node.Function functionBody(String name, Token first) throws SyntaxException {
    skipNewlines();
    Token token = peek();
    Node body = command();
    if (!(body instanceof Node.Compound)) {
      throw unexpected(token);
    }
    return new Node.Function(name, body, first.line(), sourceFrom(token.start()));
  }

  private Node simple() throws SyntaxException {
    List<Node.Assignment> assignments = new ArrayList<>();
    List<Word> words = new ArrayList<>();
    List<Redirection> redirections = new ArrayList<>();
    int line = peek().line();
    while (true) {
      Token token = peek();
      if (redirectionAhead() != null) {
        redirections.add(redirection());
        continue;
      }
      if (token.is("(") && words.size() == 1 && assignments.isEmpty() && redirections.isEmpty()) {
        take();
        if (!peek().is(")")) {
          throw unexpected(peek());
        }
        take();
        String name = words.getFirst().source();
        Token here = new Token(Token.Kind.WORD, name, words.getFirst(), line, 0, 0);
        return new Node.Compound(functionBody(name, here), List.of(), line, "");
      }
      if (token.kind() != Token.Kind.WORD) {
        break;
      }
      Node.Assignment assignment = words.isEmpty() ? assignment(token.word()) : null;
      take();
      if (assignment == null) {
        words.add(token.word());
      } else if (isEmptyValue(assignment) && lexer.peek(0) == '(') {
        assignments.add(arrayAssignment(assignment));
      } else {
        assignments.add(assignment);
      }
    }
    if (assignments.isEmpty() && words.isEmpty() && redirections.isEmpty()) {
      throw unexpected(peek());
    }
    return new Node.Simple(
        List.copyOf(assignments), List.copyOf(words), List.copyOf(redirections), line);
  }

  private static boolean isEmptyValue(Node.Assignment assignment) {
    return assignment.value().parts().isEmpty() && assignment.subscript() == null;
  }

  private Node.Assignment arrayAssignment(Node.Assignment scalar) throws SyntaxException {
    take();
    List<Word> elements = new ArrayList<>();
    skipNewlines();
    while (!peek().is(")")) {
      Token token = take();
      if (token.kind() != Token.Kind.WORD) {
        throw unexpected(token);
      }
      elements.add(token.word());
      skipNewlines();
    }
    take();
    return new Node.Assignment(
        scalar.name(), null, scalar.append(), scalar.value(), List.copyOf(elements));
  }

  /** The assignment that {@code word} is; null if it is none. */
  static Node.@Nullable Assignment assignment(Word word) throws SyntaxException {
    if (word.parts().isEmpty() || !(word.parts().getFirst() instanceof WordPart.Literal first)) {
      return null;
    }
    String text = first.text();
    int end = 0;
    while (end < text.length()
        && (Lexer.isNameStart(text.charAt(end)) || Lexer.isDigit(text.charAt(end)))) {
      end++;
    }
    String name = text.substring(0, end);
    if (!Lexer.isName(name) || end == text.length()) {
      return null;
    }
    Word subscript = null;
    int last = 0;
    if (text.charAt(end) == '[') {
      last = closingPart(word.parts(), end + 1);
      if (last < 0) {
        return null;
      }
      subscript = subscript(word.parts(), end + 1, last);
      text = ((WordPart.Literal) word.parts().get(last)).text();
      end = text.indexOf(']', last == 0 ? end + 1 : 0) + 1;
    }
    boolean append = text.startsWith("+=", end);
    if (!append && !text.startsWith("=", end)) {
      return null;
    }
    String value = text.substring(end + (append ? 2 : 1));
    List<WordPart> parts = new ArrayList<>();
    if (!value.isEmpty()) {
      parts.add(new WordPart.Literal(value));
    }
    parts.addAll(word.parts().subList(last + 1, word.parts().size()));
    String source = word.source().substring(word.source().indexOf('=') + 1);
    return new Node.Assignment(name, subscript, append, new Word(List.copyOf(parts), source), null);
  }

  /** The part with the bracket that closes a subscript; -1: there is none. */
  private static int closingPart(List<WordPart> parts, int start) {
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof WordPart.Literal literal
          && literal.text().indexOf(']', i == 0 ? start : 0) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** What stands between the brackets of an array's element. */
  private static Word subscript(List<WordPart> parts, int start, int last) throws SyntaxException {
    String first = ((WordPart.Literal) parts.getFirst()).text();
    if (last == 0) {
      String inner = first.substring(start, first.indexOf(']', start));
      return new Word(new WordLexer(new Lexer(inner, 1)).expression(), inner);
    }
    String end = ((WordPart.Literal) parts.get(last)).text();
    List<WordPart> inner = new ArrayList<>();
    inner.add(new WordPart.Literal(first.substring(start)));
    inner.addAll(parts.subList(1, last));
    inner.add(new WordPart.Literal(end.substring(0, end.indexOf(']'))));
    return new Word(List.copyOf(inner), "");
  }

  /** The operator of the redirection that comes next; null if none does. */
  private @Nullable Token redirectionAhead() throws SyntaxException {
    Token token = peek();
    boolean number = token.kind() == Token.Kind.IO_NUMBER;
    boolean operator =
        token.kind() == Token.Kind.OPERATOR
            && (token.text().indexOf('<') >= 0 || token.text().indexOf('>') >= 0);
    return number || operator ? token : null;
  }

  private Redirection redirection() throws SyntaxException {
    int fd = -1;
    int start = peek().start();
    if (peek().kind() == Token.Kind.IO_NUMBER) {
      fd = Integer.parseInt(take().text());
    }
    Token operator = take();
    Token target = peek();
    if (target.kind() != Token.Kind.WORD && target.kind() != Token.Kind.IO_NUMBER) {
      throw unexpected(target);
    }
    ahead = null;
    Word word = target.word();
    String source = lexer.source.substring(start, target.end());
    if (!operator.is("<<") && !operator.is("<<-")) {
      return new Redirection(fd, operator.text(), word, source);
    }
    return hereDocument(fd, operator.text(), word, operator.line(), source);
  }

  private Redirection hereDocument(int fd, String operator, Word word, int line, String source) {
    StringBuilder delimiter = new StringBuilder();
    for (WordPart part : word.parts()) {
      delimiter.append(plain(part));
    }
    Lexer.HereDocument document =
        new Lexer.HereDocument(
            delimiter.toString(), word.hasQuotes(), operator.equals("<<-"), line);
    lexer.announce(document);
    // The body is read at the next newline only: the tree refers to it through this part.
    Word body = new Word(List.of(new WordPart.Deferred(() -> document.body)), word.source());
    return new Redirection(fd, operator, body, source);
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
