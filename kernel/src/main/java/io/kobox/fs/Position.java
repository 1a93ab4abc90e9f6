package io.kobox.fs;

/** The place in a file that a read or write starts at and moves on ({@code loff_t *ppos}). */
public final class Position {
  private long value;

  public Position(long value) {
    this.value = value;
  }

  public long value() {
    return value;
  }

  public void set(long newValue) {
    value = newValue;
  }

  public void advance(long count) {
    value += count;
  }
}
