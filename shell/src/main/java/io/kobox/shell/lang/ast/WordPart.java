package io.kobox.shell.lang.ast;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A piece of a word. */
public sealed interface WordPart {
  /** Unquoted text; braces, tilde and pattern characters in it are live. */
  record Literal(String text) implements WordPart {}

  /** Text from {@code '…'}, {@code $'…'} or after a backslash. */
  record Quoted(String text) implements WordPart {}

  record DoubleQuoted(List<WordPart> parts) implements WordPart {}

  /**
   * {@code $name} or <code>${name…}</code>. {@code operator} is as typed: {@code ""}, {@code :-},
   * {@code %%}, {@code //}, … {@code :} for a substring, {@code length} for <code>${#name}</code>,
   * {@code indirect} for <code>${!name}</code>, {@code bad} for what bash calls a bad substitution.
   */
  record Parameter(
      String name,
      @Nullable Word subscript,
      String operator,
      @Nullable Word argument,
      @Nullable Word second,
      String source)
      implements WordPart {}

  /** <code>$(…)</code>. */
  record CommandSubstitution(CommandList body) implements WordPart {}

  /** {@code `…`}; parsed when expanded, as bash does. */
  record Backquoted(String source) implements WordPart {}

  /** A here-document's body, which follows later in the text than the word that announced it. */
  record Deferred(Supplier<Word> word) implements WordPart {}

  /** {@code $((…))}. */
  record Arithmetic(Word expression) implements WordPart {}
}
