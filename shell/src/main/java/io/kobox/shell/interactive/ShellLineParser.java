package io.kobox.shell.interactive;

import io.kobox.shell.lang.ShellCommand;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.impl.DefaultParser;

/** Tells JLine when a line goes on: as long as the shell's own parser wants more. */
final class ShellLineParser extends DefaultParser {
  ShellLineParser() {
    setEofOnUnclosedQuote(false);
    setEofOnEscapedNewLine(false);
  }

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    if (context == ParseContext.ACCEPT_LINE && ShellCommand.isIncomplete(line + "\n")) {
      throw new EOFError(-1, -1, "incomplete command", "> ");
    }
    return super.parse(line, cursor, context);
  }
}
