package io.kobox.shell.lab;

/**
 * Colours of a terminal.
 *
 * @param colored whether there are any
 */
public record Style(boolean colored) {
  String bold(String text) {
    return paint("1", "22", text);
  }

  String italic(String text) {
    return paint("3", "23", text);
  }

  String good(String text) {
    return paint("32", "39", text);
  }

  String bad(String text) {
    return paint("31", "39", text);
  }

  /** A word of a program; without colours between backticks. */
  String code(String text) {
    return colored ? paint("36", "39", text) : "`" + text + "`";
  }

  private String paint(String on, String off, String text) {
    return colored ? "\u001b[" + on + "m" + text + "\u001b[" + off + "m" : text;
  }

  /** How many columns {@code text} takes. */
  static int width(String text) {
    String visible = text.replaceAll("\u001b\\[\\d+m", "");
    return visible.codePointCount(0, visible.length());
  }
}
