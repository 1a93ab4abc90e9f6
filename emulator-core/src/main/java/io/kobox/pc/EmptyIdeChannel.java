package io.kobox.pc;

/** The ports of an IDE channel without drives: all registers read as 0, writes go nowhere. */
final class EmptyIdeChannel implements PortDevice {
  @Override
  public int in(int port, int size) {
    return 0;
  }

  @Override
  public void out(int port, int size, int value) {}
}
