package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.CommandList;
import io.kobox.shell.lang.ast.Node;
import io.kobox.shell.lang.ast.Redirection;
import io.kobox.shell.lang.ast.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses shell text one complete command at a time (a line, or as many as a compound command
 * takes), as bash reads it: what stands before an error has run when the error is found. Here are
 * lists and pipelines; what stands in them has parsers of its own.
 */
public final class Parser {
  private static final Set<String> CLOSERS =
      Set.of("then", "else", "elif", "fi", "do", "done", "esac", "}");

  private final Lexer lexer;
  private final Tokens tokens;
  private final RedirectionParser redirections;
  private final CompoundCommandParser compoundCommands;
  private final SimpleCommandParser simpleCommands;

  public Parser(String source) {
    this(source, 1);
  }

  public Parser(String source, int firstLine) {
    this(new Lexer(source, firstLine));
  }

  Parser(Lexer lexer) {
    this.lexer = lexer;
    this.tokens = new Tokens(lexer);
    this.redirections = new RedirectionParser(tokens, lexer);
    this.compoundCommands = new CompoundCommandParser(this, tokens, lexer);
    this.simpleCommands = new SimpleCommandParser(tokens, lexer, redirections, compoundCommands);
  }

  /** Warnings since the last call, each with its line: {@code "line 2: warning: …"}. */
  public List<String> takeWarnings() {
    List<String> warnings = List.copyOf(lexer.warnings);
    lexer.warnings.clear();
    return warnings;
  }

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
    return tokens.errorLine();
  }

  /** The next complete command; null at the end. */
  public @Nullable CommandList next() throws SyntaxException {
    tokens.skipNewlines();
    if (tokens.peek().kind() == Token.Kind.END) {
      return null;
    }
    List<CommandList.Item> items = new ArrayList<>();
    while (true) {
      items.add(item());
      boolean separated = tokens.peek().is("&") || tokens.peek().is(";");
      if (separated) {
        tokens.take();
      }
      Token token = tokens.peek();
      if (token.kind() == Token.Kind.NEWLINE) {
        tokens.drop();
        break;
      }
      if (token.kind() == Token.Kind.END) {
        break;
      }
      if (!separated) {
        throw tokens.unexpected(token);
      }
    }
    return new CommandList(List.copyOf(items));
  }

  /** The commands of <code>$(…)</code>; the closing parenthesis is taken. */
  CommandList untilParenthesis() throws SyntaxException {
    CommandList list = list();
    Token end = tokens.peek();
    if (end.is(")")) {
      return list;
    }
    throw end.kind() == Token.Kind.END
        ? tokens.unfinished("unexpected EOF while looking for matching `)'", end)
        : tokens.unexpected(end);
  }

  /** Commands up to a closing word or operator, which stays. */
  CommandList list() throws SyntaxException {
    tokens.skipNewlines();
    List<CommandList.Item> items = new ArrayList<>();
    lexer.enter(lexer.line);
    while (!closes(tokens.peek())) {
      items.add(item());
      Token token = tokens.peek();
      if (token.is("&") || token.is(";") || token.kind() == Token.Kind.NEWLINE) {
        tokens.take();
        tokens.skipNewlines();
      } else if (!closes(token)) {
        throw tokens.unexpected(token);
      }
    }
    lexer.leave();
    return new CommandList(List.copyOf(items));
  }

  /** As {@link #list}; at least one command. */
  CommandList nonEmptyList() throws SyntaxException {
    CommandList list = list();
    if (list.items().isEmpty()) {
      throw tokens.unexpected(tokens.peek());
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

  /** A command of a list; what separates it from the next stays. */
  private CommandList.Item item() throws SyntaxException {
    int start = tokens.peek().start();
    Node node = andOr();
    boolean background = tokens.peek().is("&");
    return new CommandList.Item(node, background, tokens.sourceFrom(start));
  }

  private Node andOr() throws SyntaxException {
    Node first = pipeline();
    List<Node.Link> rest = new ArrayList<>();
    while (tokens.peek().is("&&") || tokens.peek().is("||")) {
      boolean and = tokens.take().is("&&");
      tokens.skipNewlines();
      rest.add(new Node.Link(and, pipeline()));
    }
    return rest.isEmpty() ? first : new Node.AndOr(first, List.copyOf(rest));
  }

  private Node pipeline() throws SyntaxException {
    boolean negated = false;
    boolean timed = false;
    boolean prefixed = false;
    while (tokens.peek().isWord("!") || tokens.peek().isWord("time")) {
      if (tokens.take().isWord("!")) {
        negated = !negated;
      } else {
        timed = true;
        if (tokens.peek().isWord("-p")) {
          tokens.take();
        }
      }
      prefixed = true;
    }
    if (prefixed && endsCommand(tokens.peek())) {
      return new Node.Pipeline(negated, timed, List.of());
    }
    List<Node> members = new ArrayList<>();
    members.add(command());
    while (tokens.peek().is("|") || tokens.peek().is("|&")) {
      if (tokens.take().is("|&")) {
        members.add(withErrors(members.removeLast()));
      }
      tokens.skipNewlines();
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

  /** A simple or compound command. */
  Node command() throws SyntaxException {
    Token first = tokens.peek();
    if (!begins(first)) {
      throw tokens.unexpected(first);
    }
    Node.Body body = compoundCommands.parse();
    if (body == null) {
      return simpleCommands.parse();
    }
    if (body instanceof Node.Function) {
      return new Node.Compound(body, List.of(), first.line(), "");
    }
    List<Redirection> after = new ArrayList<>();
    while (redirections.isNext()) {
      after.add(redirections.parse());
    }
    return new Node.Compound(
        body, List.copyOf(after), first.line(), tokens.sourceFrom(first.start()));
  }

  /** Whether a command can begin with it. */
  private static boolean begins(Token token) {
    return switch (token.kind()) {
      case WORD -> !CLOSERS.contains(token.text());
      case OPERATOR -> token.is("(") || RedirectionParser.begins(token);
      case IO_NUMBER -> true;
      case NEWLINE, END -> false;
    };
  }
}
