package io.kobox.shell.lang.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command of the language; {@code line} is where it begins (from 1). */
public sealed interface Node
    permits CommandList, Node.AndOr, Node.Pipeline, Node.Simple, Node.Compound {

  /** Pipelines joined by {@code &&} and {@code ||}; {@code rest} in order. */
  record AndOr(Node first, List<Link> rest) implements Node {}

  /** {@code && node} or {@code || node}. */
  record Link(boolean and, Node node) {}

  record Pipeline(boolean negated, boolean timed, List<Node> members) implements Node {}

  record Simple(
      List<Assignment> assignments, List<Word> words, List<Redirection> redirections, int line)
      implements Node {}

  /** A compound command with its redirections; {@code source}: how it was typed. */
  record Compound(Body body, List<Redirection> redirections, int line, String source)
      implements Node {}

  /** {@code name=value}, {@code name+=value}, {@code name[subscript]=value}, {@code name=(…)}. */
  record Assignment(
      String name,
      @Nullable Word subscript,
      boolean append,
      Word value,
      @Nullable List<Word> elements) {}

  /** What stands inside a compound command. */
  sealed interface Body {}

  record Group(CommandList list) implements Body {}

  record Subshell(CommandList list) implements Body {}

  record If(CommandList condition, CommandList then, @Nullable CommandList otherwise)
      implements Body {}

  /** {@code while}, or {@code until} if {@code until}. */
  record While(boolean until, CommandList condition, CommandList body) implements Body {}

  /** {@code for name in words}; null words: the positional parameters. */
  record For(String name, @Nullable List<Word> words, CommandList body) implements Body {}

  record ArithmeticFor(Word start, Word condition, Word step, CommandList body) implements Body {}

  record Case(Word subject, List<CaseItem> items) implements Body {}

  /** {@code terminator}: {@code ;;}, {@code ;&} or {@code ;;&}. */
  record CaseItem(List<Word> patterns, CommandList body, String terminator) {}

  record Function(String name, Node body, int line, String source) implements Body {}

  record Arithmetic(Word expression) implements Body {}

  record Conditional(Condition condition) implements Body {}

  /** An expression inside {@code [[ ]]}. */
  sealed interface Condition {}

  record Not(Condition operand) implements Condition {}

  record Both(Condition left, Condition right) implements Condition {}

  record Either(Condition left, Condition right) implements Condition {}

  record Unary(String operator, Word operand) implements Condition {}

  record Binary(String operator, Word left, Word right) implements Condition {}
}
