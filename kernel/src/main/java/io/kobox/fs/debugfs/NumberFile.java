package io.kobox.fs.debugfs;

import io.kobox.kernel.entry.Guest;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;

/** A number in guest memory as a file (debugfs_create_u8 and its siblings). */
final class NumberFile extends ValueOperations {
  private final Guest guest;
  private final long address;
  private final int size;
  private final String format;
  private final boolean signed;

  /**
   * @param size in bytes
   * @param format a printf format for an unsigned or signed long
   */
  NumberFile(Guest guest, int mode, long address, int size, String format, boolean signed) {
    super(false, mode, Errno.EACCES);
    this.guest = guest;
    this.address = address;
    this.size = size;
    this.format = format;
    this.signed = signed;
  }

  @Override
  String show() {
    long value = load();
    return guest.vsprintf().format(64, format, () -> value);
  }

  private long load() {
    return switch (size) {
      case 1 -> guest.memory().getByte(address) & 0xffL;
      case 2 -> guest.memory().getShort(address) & 0xffffL;
      case 4 -> {
        int value = guest.memory().getInt(address);
        yield signed ? value : Integer.toUnsignedLong(value);
      }
      default -> guest.memory().getLong(address);
    };
  }

  @Override
  void store(String text) throws ErrnoException {
    long buffer = guest.zalloc(text.length() + 1L + Long.BYTES);
    try {
      guest.memory().putString(buffer + Long.BYTES, text);
      long parser = guest.addressOf().applyAsLong(signed ? "kstrtoll" : "kstrtoull");
      int error = guest.callInt(parser, buffer + Long.BYTES, 0, buffer);
      if (error != 0) {
        throw new ErrnoException(-error);
      }
      store(guest.memory().getLong(buffer));
    } finally {
      guest.free(buffer);
    }
  }

  private void store(long value) {
    switch (size) {
      case 1 -> guest.memory().putByte(address, (byte) value);
      case 2 -> guest.memory().putShort(address, (short) value);
      case 4 -> guest.memory().putInt(address, (int) value);
      default -> guest.memory().putLong(address, value);
    }
  }
}
