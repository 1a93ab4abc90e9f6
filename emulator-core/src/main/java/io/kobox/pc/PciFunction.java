package io.kobox.pc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** The 256 bytes of configuration space of one function on PCI bus 0. */
final class PciFunction implements Stateful {
  static final int COMMAND = 0x04;
  static final int CLASS = 0x08;
  static final int HEADER = 0x0c;
  static final int INTERRUPT = 0x3c;

  /** In the word at {@link #HEADER}: the device has more functions than this one. */
  static final int MANY_FUNCTIONS = 0x80 << 16;

  private static final int STATUS = 0x06;
  private static final int STATUS_CAPABILITIES = 1 << 4;
  private static final int CAPABILITIES = 0x34;
  private static final int MASTER = 4;
  private static final int SIZE = 256;
  static final int BASE_ADDRESSES = 0x10;
  static final int SUBSYSTEM = 0x2c;
  private static final int QEMU_SUBSYSTEM = 0x11001af4;
  private static final int DEVICE_SPECIFIC = 0x40;

  /** The bits of the command that can be set: ports, memory, bus master, SERR, no interrupts. */
  private static final int COMMAND_BITS = 0x0507;

  private final int place;
  private final byte[] bytes = new byte[SIZE];
  private final byte[] writable = new byte[SIZE];
  private int freeForCapabilities = DEVICE_SPECIFIC;

  PciFunction(int device, int function, int identity) {
    place = (device << 11) | (function << 8);
    word(0, identity);
    word(SUBSYSTEM, QEMU_SUBSYSTEM);
    put(writable, COMMAND, COMMAND_BITS, 2);
    put(writable, HEADER, 0xff, 1);
    put(writable, INTERRUPT, 0xff, 1);
    for (int i = DEVICE_SPECIFIC; i < SIZE; i++) {
      writable[i] = (byte) 0xff;
    }
  }

  /** Sets the word that the firmware left at {@code offset}. */
  PciFunction word(int offset, int value) {
    put(bytes, offset, value, Integer.BYTES);
    return this;
  }

  /** Gives base address {@code number} to {@code count} ports, a power of two. */
  PciFunction ports(int number, int first, int count) {
    int offset = BASE_ADDRESSES + (number * Integer.BYTES);
    put(writable, offset, -count, Integer.BYTES);
    return word(offset, first | 1);
  }

  /** Gives base address {@code number} to {@code size} bytes of memory, a power of two. */
  PciFunction memory(int number, int size) {
    put(writable, BASE_ADDRESSES + (number * Integer.BYTES), -size, Integer.BYTES);
    return this;
  }

  /**
   * Adds a capability of {@code size} bytes, none of which can be written, to the list of them.
   *
   * @return where it is
   */
  int capability(int number, int size) {
    int at = freeForCapabilities;
    freeForCapabilities = (at + size + Integer.BYTES - 1) & -Integer.BYTES;
    Arrays.fill(writable, at, at + size, (byte) 0);
    bytes[at] = (byte) number;
    bytes[at + 1] = bytes[CAPABILITIES];
    bytes[CAPABILITIES] = (byte) at;
    status(STATUS_CAPABILITIES, true);
    return at;
  }

  /** Sets {@code size} bytes, and which of their bits can be written. */
  PciFunction bits(int offset, int size, int value, int canBeWritten) {
    put(bytes, offset, value, size);
    put(writable, offset, canBeWritten, size);
    return this;
  }

  /** Whether it may access memory by itself. */
  boolean isMaster() {
    return (read(COMMAND, Short.BYTES) & MASTER) != 0;
  }

  /** Sets or clears bits of the status register. */
  void status(int bits, boolean on) {
    int status = read(STATUS, Short.BYTES);
    put(bytes, STATUS, on ? status | bits : status & ~bits, Short.BYTES);
  }

  private static void put(byte[] target, int offset, int value, int size) {
    for (int i = 0; i < size; i++) {
      target[offset + i] = (byte) (value >> (Byte.SIZE * i));
    }
  }

  /** Whether this is the function that the configuration address names. */
  boolean isAt(int address) {
    return (address & 0xffff00) == place;
  }

  /** Reads {@code size} bytes; past the end they read as ones. */
  int read(int offset, int size) {
    int value = 0;
    for (int i = 0; i < size; i++) {
      int one = offset + i < SIZE ? bytes[offset + i] & 0xff : 0xff;
      value |= one << (Byte.SIZE * i);
    }
    return value;
  }

  /** Writes what can be written of {@code size} bytes. */
  void write(int offset, int size, int value) {
    for (int i = 0; i < size && offset + i < SIZE; i++) {
      int mask = writable[offset + i];
      int one = value >> (Byte.SIZE * i);
      bytes[offset + i] = (byte) ((bytes[offset + i] & ~mask) | (one & mask));
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.write(bytes);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    in.readFully(bytes);
  }
}
