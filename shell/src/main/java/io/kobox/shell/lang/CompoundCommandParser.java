package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.CommandList;
import io.kobox.shell.lang.ast.Node;
import io.kobox.shell.lang.ast.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses compound commands (bash's parse.y: shell_command), but for their redirections. */
final class CompoundCommandParser {
  private final Parser parser;
  private final Tokens tokens;
  private final Lexer lexer;

  CompoundCommandParser(Parser parser, Tokens tokens, Lexer lexer) {
    this.parser = parser;
    this.tokens = tokens;
    this.lexer = lexer;
  }

  /** The compound command that comes next; null if a simple one does. */
  Node.@Nullable Body parse() throws SyntaxException {
    Token token = tokens.peek();
    if (token.is("(")) {
      return parenthesis();
    }
    if (token.kind() != Token.Kind.WORD) {
      return null;
    }
    return switch (token.text()) {
      case "{" -> new Node.Group(braces());
      case "if" -> {
        tokens.take();
        yield ifElse();
      }
      case "while", "until" -> {
        tokens.take();
        CommandList condition = parser.nonEmptyList();
        yield new Node.While(token.text().equals("until"), condition, doGroup());
      }
      case "for" -> {
        tokens.take();
        yield forLoop();
      }
      case "case" -> {
        tokens.take();
        yield choice();
      }
      case "function" -> {
        tokens.take();
        yield functionAfterKeyword(token.line());
      }
      case "[[" -> {
        tokens.take();
        yield new Node.Conditional(new ConditionParser(tokens, lexer).parse());
      }
      default -> null;
    };
  }

  /** {@code ((…))} or a subshell. */
  private Node.Body parenthesis() throws SyntaxException {
    if (lexer.peek(0) == '(') {
      Word expression = new WordLexer(lexer).arithmetic(lexer.position + 1);
      if (expression != null) {
        tokens.drop();
        return new Node.Arithmetic(expression);
      }
    }
    tokens.take();
    CommandList list = parser.nonEmptyList();
    tokens.expectClosing();
    return new Node.Subshell(list);
  }

  private CommandList braces() throws SyntaxException {
    tokens.take();
    CommandList list = parser.nonEmptyList();
    tokens.expect("}");
    return list;
  }

  private CommandList doGroup() throws SyntaxException {
    tokens.skipNewlines();
    tokens.expect("do");
    CommandList body = parser.nonEmptyList();
    tokens.expect("done");
    return body;
  }

  /** {@code do … done}, or braces as bash also takes them. */
  private CommandList forGroup() throws SyntaxException {
    tokens.skipNewlines();
    return tokens.peek().isWord("{") ? braces() : doGroup();
  }

  /** What follows {@code if} or {@code elif}. */
  private Node.Body ifElse() throws SyntaxException {
    CommandList condition = parser.nonEmptyList();
    tokens.expect("then");
    CommandList then = parser.nonEmptyList();
    Token token = tokens.take();
    if (token.isWord("fi")) {
      return new Node.If(condition, then, null);
    }
    if (token.isWord("else")) {
      CommandList otherwise = parser.nonEmptyList();
      tokens.expect("fi");
      return new Node.If(condition, then, otherwise);
    }
    if (!token.isWord("elif")) {
      throw tokens.unexpected(token);
    }
    int line = token.line();
    lexer.enter(line);
    Node nested = new Node.Compound(ifElse(), List.of(), line, "");
    lexer.leave();
    return new Node.If(
        condition, then, new CommandList(List.of(new CommandList.Item(nested, false, ""))));
  }

  private Node.Body forLoop() throws SyntaxException {
    if (tokens.peek().is("(") && lexer.peek(0) == '(') {
      return arithmeticFor();
    }
    Token name = tokens.expectWord();
    if (!Lexer.isName(name.text())) {
      throw tokens.wrong("`" + name.text() + "': not a valid identifier", name, false);
    }
    if (tokens.peek().is(";")) {
      tokens.take();
      return new Node.For(name.text(), null, forGroup());
    }
    tokens.skipNewlines();
    if (!tokens.peek().isWord("in")) {
      return new Node.For(name.text(), null, forGroup());
    }
    tokens.take();
    List<Word> words = new ArrayList<>();
    while (tokens.peek().kind() == Token.Kind.WORD) {
      words.add(tokens.take().word());
    }
    if (!tokens.peek().is(";") && tokens.peek().kind() != Token.Kind.NEWLINE) {
      throw tokens.unexpected(tokens.peek());
    }
    tokens.take();
    return new Node.For(name.text(), List.copyOf(words), forGroup());
  }

  private Node.Body arithmeticFor() throws SyntaxException {
    Word header = new WordLexer(lexer).arithmetic(lexer.position + 1);
    tokens.drop();
    if (header == null) {
      throw tokens.unexpected(tokens.peek());
    }
    List<Word> parts = new ArrayList<>();
    for (String text : header.source().split(";", -1)) {
      parts.add(new Word(new WordLexer(new Lexer(text, lexer.line)).expression(), text.strip()));
    }
    if (parts.size() != 3) {
      throw new SyntaxException(
          "syntax error: arithmetic expression required", lexer.line, false, true);
    }
    if (tokens.peek().is(";")) {
      tokens.take();
    }
    return new Node.ArithmeticFor(parts.get(0), parts.get(1), parts.get(2), forGroup());
  }

  private Node.Body choice() throws SyntaxException {
    Word subject = tokens.expectWord().word();
    tokens.skipNewlines();
    tokens.expect("in");
    tokens.skipNewlines();
    List<Node.CaseItem> items = new ArrayList<>();
    while (!tokens.peek().isWord("esac")) {
      items.add(choiceItem());
    }
    tokens.take();
    return new Node.Case(subject, List.copyOf(items));
  }

  private Node.CaseItem choiceItem() throws SyntaxException {
    if (tokens.peek().is("(")) {
      tokens.take();
    }
    List<Word> patterns = new ArrayList<>();
    do {
      patterns.add(tokens.expectWord().word());
    } while (tokens.peek().is("|") && tokens.take().is("|"));
    tokens.expectClosing();
    CommandList body = parser.list();
    String terminator = ";;";
    Token end = tokens.peek();
    if (end.is(";;") || end.is(";&") || end.is(";;&")) {
      terminator = tokens.take().text();
      tokens.skipNewlines();
    } else if (!end.isWord("esac")) {
      throw tokens.unexpected(end);
    }
    return new Node.CaseItem(List.copyOf(patterns), body, terminator);
  }

  private Node.Function functionAfterKeyword(int line) throws SyntaxException {
    Token name = tokens.expectWord();
    if (tokens.peek().is("(")) {
      tokens.take();
      tokens.expectClosing();
    }
    return function(name.text(), line);
  }

  /** A function whose {@code name} has been read; {@code line} is where its definition begins. */
  Node.Function function(String name, int line) throws SyntaxException {
    tokens.skipNewlines();
    Token first = tokens.peek();
    Node body = parser.command();
    if (!(body instanceof Node.Compound)) {
      throw tokens.unexpected(first);
    }
    return new Node.Function(name, body, line, tokens.sourceFrom(first.start()));
  }
}
