package io.kobox.shell.lang.ast;

import java.util.List;

/** A word before expansion; {@code source} is how it was typed. */
public record Word(List<WordPart> parts, String source) {
  /** A word that expands to {@code text} itself. */
  public static Word quoted(String text) {
    return new Word(List.of(new WordPart.Quoted(text)), text);
  }

  /** Whether any part was quoted, as here-document delimiters ask. */
  public boolean hasQuotes() {
    return parts.stream()
        .anyMatch(p -> p instanceof WordPart.Quoted || p instanceof WordPart.DoubleQuoted);
  }
}
