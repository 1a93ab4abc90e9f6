package io.kobox.kmod;

import org.jspecify.annotations.Nullable;

/** Reads a configuration file line by line and word by word (kmod: shared/util.c, strtok_r). */
public final class ConfigText {
  private final String text;
  private int position;
  private int lineNumber;
  private String line = "";
  private int word;

  public ConfigText(String text) {
    this.text = text;
  }

  /**
   * freadline_wrapped(): goes to the next logical line (a backslash joins lines); false at the end.
   * A backslash before another character stands for that character.
   */
  public boolean nextLine() {
    StringBuilder out = new StringBuilder();
    int newlines = 0;
    while (true) {
      int c = position < text.length() ? text.charAt(position++) : -1;
      if (c == -1 && out.isEmpty()) {
        return false;
      }
      if (c == -1 || c == '\n') {
        newlines++;
        break;
      }
      if (c == '\\') {
        c = position < text.length() ? text.charAt(position++) : 0xff;
        if (c == '\n') {
          newlines++;
          continue;
        }
      }
      out.append((char) c);
    }
    lineNumber += newlines;
    line = out.toString();
    int nul = line.indexOf('\0');
    line = nul < 0 ? line : line.substring(0, nul);
    word = 0;
    return true;
  }

  /** The number of the last physical line read, from 1. */
  public int lineNumber() {
    return lineNumber;
  }

  /** The logical line. */
  public String line() {
    return line;
  }

  /** strtok_r(line, "\t "): the next word, null if there is none. */
  public @Nullable String nextWord() {
    while (word < line.length() && isBlank(line.charAt(word))) {
      word++;
    }
    if (word == line.length()) {
      return null;
    }
    int start = word;
    while (word < line.length() && !isBlank(line.charAt(word))) {
      word++;
    }
    String result = line.substring(start, word);
    if (word < line.length()) {
      word++;
    }
    return result;
  }

  /** strtok_r(line, "\0"): what is left after one separator; null if nothing is. */
  public @Nullable String rest() {
    if (word == line.length()) {
      return null;
    }
    String result = line.substring(word);
    word = line.length();
    return result;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
