package io.kobox.fs.debugfs;

import io.kobox.kernel.entry.Guest;
import io.kobox.syscalls.Errno;

/** A bool in guest memory as a file: Y or N (debugfs_create_bool). */
final class BoolFile extends ValueOperations {
  private final Guest guest;
  private final long address;

  BoolFile(Guest guest, int mode, long address) {
    super(true, mode, Errno.EINVAL);
    this.guest = guest;
    this.address = address;
  }

  @Override
  String show() {
    return guest.memory().getByte(address) != 0 ? "Y\n" : "N\n";
  }

  /** What is no bool is taken and changes nothing, as in Linux. */
  @Override
  void store(String text) {
    long buffer = guest.zalloc(text.length() + 1L + Long.BYTES);
    try {
      guest.memory().putString(buffer + Long.BYTES, text);
      long parser = guest.addressOf().applyAsLong("kstrtobool");
      if (guest.callInt(parser, buffer + Long.BYTES, buffer) == 0) {
        guest.memory().putByte(address, guest.memory().getByte(buffer));
      }
    } finally {
      guest.free(buffer);
    }
  }
}
