package io.kobox.loader;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The raw little-endian bytes of a module file.
 *
 * <p>jelf refuses a file at the first field it dislikes, in its own order and with its own words,
 * takes 16-bit counts as signed, and makes an object per relocation; the kernel's checks have an
 * order of their own and amdgpu has 320,569 relocations. So the fields are read here.
 *
 * <p>A read outside the file fails with ENOEXEC. The kernel, where it does not check, reads what
 * lies behind its copy of the file.
 */
public final class ElfView {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final int length;

  /** The first {@code length} bytes of the array, which is not copied and must not change. */
  ElfView(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  /** The file's length without an appended signature. */
  public int length() {
    return length;
  }

  byte[] array() {
    return bytes;
  }

  int u8(long offset) throws ModuleLoadException {
    return bytes[check(offset, 1)] & 0xff;
  }

  int u16(long offset) throws ModuleLoadException {
    return (short) SHORT.get(bytes, check(offset, 2)) & 0xffff;
  }

  int s32(long offset) throws ModuleLoadException {
    return (int) INT.get(bytes, check(offset, 4));
  }

  long u32(long offset) throws ModuleLoadException {
    return Integer.toUnsignedLong(s32(offset));
  }

  long u64(long offset) throws ModuleLoadException {
    return (long) LONG.get(bytes, check(offset, 8));
  }

  /** Writes 32 bits; for copies of sections. */
  void put32(long offset, int value) throws ModuleLoadException {
    INT.set(bytes, check(offset, 4), value);
  }

  /** Writes 64 bits; for copies of sections. */
  void put64(long offset, long value) throws ModuleLoadException {
    LONG.set(bytes, check(offset, 8), value);
  }

  /** Where the string at offset ends: its NUL, or the limit or the file's end if there is none. */
  int endOfString(long offset, long limit) throws ModuleLoadException {
    int from = check(offset, 0);
    int end = (int) Math.max(from, Math.min(length, limit));
    int at = from;
    while (at < end && bytes[at] != 0) {
      at++;
    }
    return at;
  }

  /** The C string at offset. */
  String string(long offset, long limit) throws ModuleLoadException {
    int end = endOfString(offset, limit);
    return new String(bytes, (int) offset, end - (int) offset, StandardCharsets.ISO_8859_1);
  }

  /** A copy of a range; ENOEXEC if it leads out of the file. */
  public byte[] copy(long offset, long size) throws ModuleLoadException {
    int from = check(offset, size);
    return Arrays.copyOfRange(bytes, from, from + (int) size);
  }

  /** The offset as an array index, if {@code size} bytes from there are inside the file. */
  int check(long offset, long size) throws ModuleLoadException {
    if (offset < 0 || size < 0 || offset > length - size) {
      throw new ModuleLoadException(ModuleLoadException.ENOEXEC);
    }
    return (int) offset;
  }
}
