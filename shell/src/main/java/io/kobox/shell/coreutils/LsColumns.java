package io.kobox.shell.coreutils;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Names in columns: as many as fit, two spaces between them, gaps of tabs as ls makes them. */
final class LsColumns {
  private static final int MIN_COLUMN_WIDTH = 3;
  private static final int TAB = 8;

  private final int[] widths;
  private final boolean across;

  private LsColumns(int[] widths, boolean across) {
    this.widths = widths;
    this.across = across;
  }

  /** The most columns with which every line is shorter than {@code lineLength}. */
  static LsColumns of(int[] lengths, int lineLength, boolean across) {
    int most = Math.max(1, Math.min(lengths.length, lineLength / MIN_COLUMN_WIDTH));
    for (int count = most; count > 1; count--) {
      int[] widths = widths(lengths, count, across);
      if (Arrays.stream(widths).sum() < lineLength) {
        return new LsColumns(widths, across);
      }
    }
    return new LsColumns(widths(lengths, 1, across), across);
  }

  private static int[] widths(int[] lengths, int columns, boolean across) {
    int[] widths = new int[columns];
    Arrays.fill(widths, MIN_COLUMN_WIDTH);
    int rows = Math.ceilDiv(lengths.length, columns);
    for (int i = 0; i < lengths.length; i++) {
      int column = across ? i % columns : i / Math.max(1, rows);
      int length = lengths[i] + (column == columns - 1 ? 0 : 2);
      widths[column] = Math.max(widths[column], length);
    }
    return widths;
  }

  List<String> lines(List<String> cells, int[] lengths) {
    List<String> lines = new ArrayList<>();
    int rows = Math.ceilDiv(cells.size(), widths.length);
    for (int row = 0; row < rows; row++) {
      StringBuilder line = new StringBuilder();
      int position = 0;
      int start = 0;
      for (int column = 0; column < widths.length; column++) {
        int index = across ? row * widths.length + column : column * rows + row;
        if (index >= cells.size()) {
          break;
        }
        indent(line, position, start);
        line.append(cells.get(index));
        position = start + lengths[index];
        start += widths[column];
      }
      lines.add(line.toString());
    }
    return lines;
  }

  /** ls.c: indent(): tabs where they reach further than a space. */
  private static void indent(StringBuilder line, int from, int to) {
    int position = from;
    while (position < to) {
      if (to / TAB > (position + 1) / TAB) {
        line.append('\t');
        position += TAB - position % TAB;
      } else {
        line.append(' ');
        position++;
      }
    }
  }
}
