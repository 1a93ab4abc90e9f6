package io.kobox.pc;

/**
 * A device behind I/O ports. Its methods are called while the CPU runs: they must neither block nor
 * run guest code.
 */
public interface PortDevice {
  /** Reads {@code size} bytes (1, 2 or 4) from a port. */
  int in(int port, int size);

  /** Writes {@code size} bytes (1, 2 or 4) to a port. */
  void out(int port, int size, int value);
}
