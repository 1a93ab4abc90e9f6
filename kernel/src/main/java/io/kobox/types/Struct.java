package io.kobox.types;

import io.kobox.machine.GuestMemory;

/** A struct of the kernel in guest memory: {@code file.get("private_data")}. */
public final class Struct {
  private final StructType type;
  private final GuestMemory memory;
  private final long address;

  Struct(StructType type, GuestMemory memory, long address) {
    this.type = type;
    this.memory = memory;
    this.address = address;
  }

  public long address() {
    return address;
  }

  /** {@code &struct->path}. */
  public long addressOf(String path) {
    return address + type.offset(path);
  }

  /** A scalar field of 1, 2, 4 or 8 bytes, zero-extended. */
  public long get(String path) {
    StructType.Field field = type.field(path);
    long at = address + field.offset();
    return switch (field.size()) {
      case 1 -> memory.getByte(at) & 0xffL;
      case 2 -> memory.getShort(at) & 0xffffL;
      case 4 -> memory.getInt(at) & 0xffffffffL;
      case 8 -> memory.getLong(at);
      default -> throw new IllegalArgumentException(path + " is no scalar");
    };
  }

  /** A scalar field of 1, 2, 4 or 8 bytes, as int (sign kept for 4 bytes). */
  public int getInt(String path) {
    return (int) get(path);
  }

  /** A string held in the struct itself: {@code char name[56]}. */
  public String string(String path) {
    StructType.Field field = type.field(path);
    return memory.string(address + field.offset(), field.size());
  }

  public void set(String path, long value) {
    StructType.Field field = type.field(path);
    long at = address + field.offset();
    switch (field.size()) {
      case 1 -> memory.putByte(at, (byte) value);
      case 2 -> memory.putShort(at, (short) value);
      case 4 -> memory.putInt(at, (int) value);
      case 8 -> memory.putLong(at, value);
      default -> throw new IllegalArgumentException(path + " is no scalar");
    }
  }

  /** Whether this kernel's struct has the field. */
  public boolean has(String path) {
    return type.has(path);
  }

  /** A bit field of one bit. */
  public boolean bit(String path) {
    int bit = type.bit(path);
    return (memory.getByte(address + bit / Byte.SIZE) >> bit % Byte.SIZE & 1) != 0;
  }

  public void setBit(String path, boolean value) {
    int bit = type.bit(path);
    long at = address + bit / Byte.SIZE;
    int mask = 1 << bit % Byte.SIZE;
    int byteValue = memory.getByte(at);
    memory.putByte(at, (byte) (value ? byteValue | mask : byteValue & ~mask));
  }

  /** Writes a string into a char array, truncated to fit with its zero. */
  public void setString(String path, String value) {
    StructType.Field field = type.field(path);
    int length = Math.min(value.length(), field.size() - 1);
    memory.putString(address + field.offset(), value.substring(0, length));
  }
}
