package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.Word;

/** A token; {@code start} and {@code end} are its place in the source. */
record Token(Kind kind, String text, Word word, int line, int start, int end) {
  enum Kind {
    WORD,
    OPERATOR,
    IO_NUMBER,
    NEWLINE,
    END
  }

  boolean is(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  /** Whether it is the unquoted word {@code reserved}. */
  boolean isWord(String reserved) {
    return kind == Kind.WORD && text.equals(reserved);
  }

  /** How bash names it in "syntax error near unexpected token". */
  String shown() {
    return switch (kind) {
      case NEWLINE -> "newline";
      case END -> "end of file";
      default -> text;
    };
  }
}
