package io.kobox.lib;

/**
 * The buffer that formatted output goes to. Like the kernel's {@code buf}/{@code end} pair it keeps
 * what fits and counts all.
 */
public final class OutputBuffer {
  private final StringBuilder text = new StringBuilder();
  private final int limit;
  private long length;

  /** A buffer that keeps at most {@code limit} bytes. */
  public OutputBuffer(int limit) {
    this.limit = limit;
  }

  void append(char c) {
    if (text.length() < limit) {
      text.append(c);
    }
    length++;
  }

  void append(CharSequence chars) {
    append(chars, 0, chars.length());
  }

  void append(CharSequence chars, int from, int to) {
    int room = Math.min(limit - text.length(), to - from);
    if (room > 0) {
      text.append(chars, from, from + room);
    }
    length += to - from;
  }

  void repeat(char c, int count) {
    if (count <= 0) {
      return;
    }
    int room = Math.min(limit - text.length(), count);
    if (room > 0) {
      text.repeat(c, room);
    }
    length += count;
  }

  /**
   * Inserts padding before what was appended last: the field's text of {@code fieldLength} bytes.
   */
  void widen(long fieldLength, PrintfSpec spec) {
    if (fieldLength >= spec.fieldWidth) {
      return;
    }
    int spaces = (int) (spec.fieldWidth - fieldLength);
    if (spec.has(PrintfSpec.LEFT)) {
      repeat(' ', spaces);
      return;
    }
    long start = length - fieldLength;
    if (start < text.length()) {
      text.insert((int) start, " ".repeat(Math.min(spaces, limit - (int) start)));
      text.setLength(Math.min(text.length(), limit));
    } else {
      int room = Math.min(limit - text.length(), spaces);
      if (room > 0) {
        text.repeat(' ', room);
      }
    }
    length += spaces;
  }

  /** How many bytes the whole output has. */
  public long length() {
    return length;
  }

  /** What was kept. */
  public String text() {
    return text.toString();
  }
}
