package io.kobox.device;

import io.kobox.unicorn.MemoryBus;

/**
 * The way of the CPU's accesses to the devices on a board, at physical addresses and at ports. Each
 * takes a microsecond, as on a PC's bus.
 */
public abstract class BoardBus implements MemoryBus, Board.Wiring {
  /** The time that an access takes, in ns. */
  protected static final long ACCESS = 1_000;

  @SuppressWarnings("this-escape") // the board only keeps it
  private final Board board = new Board(this);

  /** What is plugged in. */
  public final Board board() {
    return board;
  }

  /** Time passes, in ns. */
  protected abstract void advance(long nanoseconds);

  /**
   * A device was accessed: what it did may be due at once. The CPU must not be stopped here:
   * libunicorn would not know the place.
   */
  protected abstract void accessed();

  private void begin() {
    advance(ACCESS);
    board.expire();
  }

  @Override
  public final long read(long address, int size) {
    begin();
    long value = board.memory().read(address, size);
    accessed();
    return value;
  }

  @Override
  public final void write(long address, int size, long value) {
    begin();
    board.memory().write(address, size, value);
    accessed();
  }

  /** Reads {@code size} bytes at a port. */
  public int in(int port, int size) {
    begin();
    int value = (int) board.ports().read(port, size);
    accessed();
    return value;
  }

  /** Writes {@code size} bytes at a port. */
  public void out(int port, int size, int value) {
    begin();
    board.ports().write(port, size, value);
    accessed();
  }
}
