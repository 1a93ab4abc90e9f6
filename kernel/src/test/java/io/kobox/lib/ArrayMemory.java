package io.kobox.lib;

import io.kobox.export.VarArgs;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Guest memory for tests: one array at a kernel address; all else faults. */
public final class ArrayMemory implements GuestMemory {
  public static final long BASE = 0xffff888000100000L;
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
  private int used;

  /** Puts a C string somewhere. */
  public long string(String text) {
    byte[] terminated =
        Arrays.copyOf(text.getBytes(StandardCharsets.ISO_8859_1), text.length() + 1);
    return data(terminated);
  }

  /** Puts bytes somewhere. */
  public long data(byte... content) {
    long address = space(content.length);
    write(address, content);
    return address;
  }

  /** Puts bytes, given as ints, somewhere. */
  public long octets(int... content) {
    byte[] octets = new byte[content.length];
    for (int i = 0; i < content.length; i++) {
      octets[i] = (byte) content[i];
    }
    return data(octets);
  }

  /** Puts 64-bit words somewhere. */
  public long longs(long... words) {
    long address = space(8 * words.length);
    for (int i = 0; i < words.length; i++) {
      putLong(address + 8L * i, words[i]);
    }
    return address;
  }

  /** Zeroed space of {@code size} bytes. */
  public long space(int size) {
    long address = BASE + used;
    used += (size + 15) & -16;
    return address;
  }

  /** Variable arguments: numbers as they are, strings by address, byte arrays by address. */
  public VarArgs args(Object... values) {
    return new VarArgs() {
      private int next;

      @Override
      public long nextLong() {
        Object value = values[next++];
        return switch (value) {
          case Number number -> number.longValue();
          case Character c -> c;
          case byte[] content -> data(content);
          default -> string(value.toString());
        };
      }
    };
  }

  private int index(long address, long length, boolean write) {
    long offset = address - BASE;
    if (offset < 0 || offset + length > bytes.capacity()) {
      throw new PageFaultException(address, write);
    }
    return (int) offset;
  }

  @Override
  public byte getByte(long address) {
    return bytes.get(index(address, 1, false));
  }

  @Override
  public short getShort(long address) {
    return bytes.getShort(index(address, 2, false));
  }

  @Override
  public int getInt(long address) {
    return bytes.getInt(index(address, 4, false));
  }

  @Override
  public long getLong(long address) {
    return bytes.getLong(index(address, 8, false));
  }

  @Override
  public void putByte(long address, byte value) {
    bytes.put(index(address, 1, true), value);
  }

  @Override
  public void putShort(long address, short value) {
    bytes.putShort(index(address, 2, true), value);
  }

  @Override
  public void putInt(long address, int value) {
    bytes.putInt(index(address, 4, true), value);
  }

  @Override
  public void putLong(long address, long value) {
    bytes.putLong(index(address, 8, true), value);
  }

  @Override
  public void read(long address, byte[] target, int offset, int length) {
    bytes.get(index(address, length, false), target, offset, length);
  }

  @Override
  public void write(long address, byte[] source, int offset, int length) {
    bytes.put(index(address, length, true), source, offset, length);
  }

  @Override
  public void fill(long address, long length, byte value) {
    int start = index(address, length, true);
    Arrays.fill(bytes.array(), start, start + (int) length, value);
  }

  @Override
  public void copy(long from, long to, long length) {
    byte[] moved = bytes(from, (int) length);
    write(to, moved);
  }
}
