package io.kobox.shell.lang;

/** What a variable may be called. */
public final class Names {
  private Names() {}

  public static boolean isName(String text) {
    return Lexer.isName(text);
  }
}
