package io.kobox.device;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.BooleanSupplier;

/**
 * A device's way to the machine's memory, by the physical addresses that dma_alloc_coherent() and
 * dma_map_single() give a driver. Where there is no memory, all bits are read as ones and what is
 * written is lost; so it is with all of it for a PCI function that may not be master of the bus.
 */
public final class Dma {
  private final MemorySegment ram;
  private final BooleanSupplier allowed;

  /**
   * @param ram the machine's memory from physical address 0 on
   * @param allowed whether the device may access it, asked at each access
   */
  public Dma(MemorySegment ram, BooleanSupplier allowed) {
    this.ram = ram;
    this.allowed = allowed;
  }

  /** Reads {@code count} bytes at a physical address. */
  public byte[] read(long address, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = isMemory(address + i) ? ram.get(JAVA_BYTE, address + i) : -1;
    }
    return bytes;
  }

  /** Writes bytes to a physical address. */
  public void write(long address, byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (isMemory(address + i)) {
        ram.set(JAVA_BYTE, address + i, bytes[i]);
      }
    }
  }

  /** The 32-bit word at a physical address, the lowest byte first. */
  public int getInt(long address) {
    return ByteBuffer.wrap(read(address, Integer.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  /** The 64-bit word at a physical address, the lowest byte first. */
  public long getLong(long address) {
    return ByteBuffer.wrap(read(address, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  /** Writes a 32-bit word, the lowest byte first. */
  public void putInt(long address, int value) {
    write(
        address,
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  /** Writes a 64-bit word, the lowest byte first. */
  public void putLong(long address, long value) {
    write(
        address,
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }

  private boolean isMemory(long address) {
    return address >= 0 && address < ram.byteSize() && allowed.getAsBoolean();
  }
}
