package io.kobox.pc;

import org.jspecify.annotations.Nullable;

/** The 65,536 I/O ports and who answers at them; where nobody does, all bits read as ones. */
public final class IoPorts implements PortDevice {
  private static final int COUNT = 1 << 16;
  private static final int ALL_ONES = -1;

  private final @Nullable PortDevice[] devices = new PortDevice[COUNT];

  /** Connects {@code device} to the ports from {@code first} to {@code last}. */
  public void connect(int first, int last, PortDevice device) {
    for (int port = first; port <= last; port++) {
      devices[port] = device;
    }
  }

  /** Whether somebody is connected to a port. */
  boolean answers(int port) {
    return devices[port] != null;
  }

  @Override
  public int in(int port, int size) {
    PortDevice device = devices[port];
    return device == null ? ALL_ONES : device.in(port, size);
  }

  @Override
  public void out(int port, int size, int value) {
    PortDevice device = devices[port];
    if (device != null) {
      device.out(port, size, value);
    }
  }
}
