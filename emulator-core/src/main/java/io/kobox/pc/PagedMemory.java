package io.kobox.pc;

import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The guest's memory through the page tables that are in use; rights are not looked at. */
final class PagedMemory implements GuestMemory {
  private final GuestPages pages;

  PagedMemory(GuestPages pages) {
    this.pages = pages;
  }

  @Override
  public byte getByte(long address) {
    return bytes(address, Byte.BYTES)[0];
  }

  @Override
  public short getShort(long address) {
    return buffer(address, Short.BYTES).getShort();
  }

  @Override
  public int getInt(long address) {
    return buffer(address, Integer.BYTES).getInt();
  }

  @Override
  public long getLong(long address) {
    return buffer(address, Long.BYTES).getLong();
  }

  @Override
  public void putByte(long address, byte value) {
    write(address, new byte[] {value});
  }

  @Override
  public void putShort(long address, short value) {
    write(address, ordered(Short.BYTES).putShort(value).array());
  }

  @Override
  public void putInt(long address, int value) {
    write(address, ordered(Integer.BYTES).putInt(value).array());
  }

  @Override
  public void putLong(long address, long value) {
    write(address, ordered(Long.BYTES).putLong(value).array());
  }

  @Override
  public void read(long address, byte[] target, int offset, int length) {
    int done = pages.read(address, target, offset, length);
    if (done < length) {
      throw new PageFaultException(address + done, false);
    }
  }

  @Override
  public void write(long address, byte[] source, int offset, int length) {
    int done = pages.write(address, source, offset, length);
    if (done < length) {
      throw new PageFaultException(address + done, true);
    }
  }

  @Override
  public void fill(long address, long length, byte value) {
    byte[] bytes = new byte[Math.toIntExact(length)];
    Arrays.fill(bytes, value);
    write(address, bytes);
  }

  @Override
  public void copy(long from, long to, long length) {
    write(to, bytes(from, Math.toIntExact(length)));
  }

  private ByteBuffer buffer(long address, int length) {
    return ByteBuffer.wrap(bytes(address, length)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer ordered(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
