package io.kobox.shell.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Shows lines: a page at a time where there is a terminal, as more(1) does. */
public final class Pager {
  private static final int WIDEST = 90;
  private static final int CONTROL_C = 3;
  private static final int CONTROL_D = 4;

  private final PrintStream out;
  private final boolean terminal;
  private final int rows;
  private final int columns;

  /** Lines go to {@code out}, which is a terminal of this size if {@code terminal}. */
  public Pager(PrintStream out, boolean terminal, int rows, int columns) {
    this.out = out;
    this.terminal = terminal;
    this.rows = rows;
    this.columns = columns;
  }

  /** The columns that text should have. */
  int columns() {
    return Math.min(columns, WIDEST);
  }

  /** Shows the lines; at a terminal until the user has seen them or has had enough. */
  void show(List<String> lines) throws IOException {
    if (!terminal || lines.size() < rows) {
      lines.forEach(out::println);
      out.flush();
      return;
    }
    try (Terminal keys = TerminalBuilder.builder().name("kobox").system(true).build()) {
      Attributes before = keys.enterRawMode();
      try {
        page(lines, keys);
      } finally {
        keys.setAttributes(before);
      }
    }
  }

  private void page(List<String> lines, Terminal keys) throws IOException {
    int shown = 0;
    int more = rows - 1;
    while (shown < lines.size() && more > 0) {
      int end = Math.min(lines.size(), shown + more);
      lines.subList(shown, end).forEach(line -> out.print(line + "\r\n"));
      shown = end;
      if (shown < lines.size()) {
        out.print("\u001b[7m--More--(" + shown * 100 / lines.size() + "%)\u001b[27m");
        out.flush();
        more = wanted(keys);
        out.print("\r\u001b[K");
      }
    }
    out.flush();
  }

  /** How many lines a key asks for; 0: no more. */
  private int wanted(Terminal keys) throws IOException {
    while (true) {
      int key = keys.reader().read();
      switch (key) {
        case ' ', 'f' -> {
          return rows - 1;
        }
        case '\r', '\n', 'j' -> {
          return 1;
        }
        case 'q', 'Q', CONTROL_C, CONTROL_D, -1 -> {
          return 0;
        }
        default -> {}
      }
    }
  }
}
