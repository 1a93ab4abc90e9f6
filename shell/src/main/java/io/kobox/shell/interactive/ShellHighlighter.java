package io.kobox.shell.interactive;

import io.kobox.shell.lang.CommandRegistry;
import io.kobox.shell.lang.builtin.Builtins;
import java.util.regex.Pattern;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Colours the line: known commands, strings, variables, comments. */
final class ShellHighlighter implements Highlighter {
  private final CommandRegistry registry;

  ShellHighlighter(CommandRegistry registry) {
    this.registry = registry;
  }

  @Override
  public AttributedString highlight(LineReader reader, String buffer) {
    AttributedStringBuilder line = new AttributedStringBuilder();
    boolean command = true;
    int at = 0;
    while (at < buffer.length()) {
      char c = buffer.charAt(at);
      int end = end(buffer, at);
      String piece = buffer.substring(at, end);
      AttributedStyle style = AttributedStyle.DEFAULT;
      if (c == '\'' || c == '"') {
        style = style.foreground(AttributedStyle.YELLOW);
      } else if (c == '$') {
        style = style.foreground(AttributedStyle.CYAN);
      } else if (c == '#' && (at == 0 || buffer.charAt(at - 1) == ' ')) {
        end = buffer.length();
        piece = buffer.substring(at);
        style = style.foreground(AttributedStyle.BRIGHT);
      } else if (command && isWord(c)) {
        boolean known = registry.contains(piece) || Builtins.find(piece) != null;
        style = known ? style.foreground(AttributedStyle.GREEN).bold() : style;
      }
      line.styled(style, piece);
      command = "|;&(\n".indexOf(c) >= 0 || (command && c == ' ');
      at = end;
    }
    return line.toAttributedString();
  }

  private static boolean isWord(char c) {
    return " \t\n|;&()<>'\"$".indexOf(c) < 0;
  }

  private static int end(String buffer, int at) {
    char c = buffer.charAt(at);
    if (c == '\'' || c == '"') {
      int close = buffer.indexOf(c, at + 1);
      return close < 0 ? buffer.length() : close + 1;
    }
    int end = at + 1;
    if (isWord(c) || c == '$') {
      while (end < buffer.length() && isWord(buffer.charAt(end))) {
        end++;
      }
    }
    return end;
  }

  @Override
  public void setErrorPattern(Pattern errorPattern) {}

  @Override
  public void setErrorIndex(int errorIndex) {}
}
