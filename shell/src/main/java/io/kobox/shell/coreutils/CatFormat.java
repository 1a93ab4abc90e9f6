package io.kobox.shell.coreutils;

import io.kobox.shell.command.Options;
import io.kobox.shell.command.Output;
import io.kobox.shell.command.Pad;
import io.kobox.syscalls.ErrnoException;

/** What cat does with the bytes: numbers, marks and notations, going on from file to file. */
final class CatFormat {
  private final boolean ends;
  private final boolean tabs;
  private final boolean notation;
  private final boolean numbers;
  private final boolean onlyNonblank;
  private final boolean squeeze;
  private long lines;
  private boolean atLineStart = true;
  private int blankLines;

  private CatFormat(
      boolean ends,
      boolean tabs,
      boolean notation,
      boolean numbers,
      boolean onlyNonblank,
      boolean squeeze) {
    this.ends = ends;
    this.tabs = tabs;
    this.notation = notation;
    this.numbers = numbers;
    this.onlyNonblank = onlyNonblank;
    this.squeeze = squeeze;
  }

  static CatFormat of(Options options) {
    boolean all = options.has('A');
    return new CatFormat(
        all || options.has('e') || options.has('E'),
        all || options.has('t') || options.has('T'),
        all || options.has('v') || options.has('e') || options.has('t'),
        options.has('n') || options.has('b'),
        options.has('b'),
        options.has('s'));
  }

  boolean isPlain() {
    return !(ends || tabs || notation || numbers || squeeze);
  }

  void write(Output out, byte[] bytes, int count) throws ErrnoException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      append(text, bytes[i] & 0xff);
    }
    out.print(text.toString());
  }

  private void append(StringBuilder text, int b) {
    if (b == '\n') {
      blankLines = atLineStart ? blankLines + 1 : 0;
      if (squeeze && blankLines > 1) {
        return;
      }
    }
    if (atLineStart && numbers && !(onlyNonblank && b == '\n')) {
      text.append(Pad.left(++lines, 6)).append('\t');
    }
    atLineStart = b == '\n';
    if (b == '\n') {
      text.append(ends ? "$\n" : "\n");
    } else if (b == '\t') {
      text.append(tabs ? "^I" : "\t");
    } else if (notation) {
      appendNotation(text, b);
    } else {
      text.append((char) b);
    }
  }

  private static void appendNotation(StringBuilder text, int b) {
    if (b >= 128) {
      text.append("M-");
    }
    int low = b & 0x7f;
    if (low < 32) {
      text.append('^').append((char) (low + 64));
    } else if (low == 127) {
      text.append("^?");
    } else {
      text.append((char) low);
    }
  }
}
