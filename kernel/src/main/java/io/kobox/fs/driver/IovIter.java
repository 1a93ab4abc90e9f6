package io.kobox.fs.driver;

import io.kobox.kernel.entry.Guest;
import io.kobox.syscalls.ErrnoException;
import io.kobox.types.Struct;

/** A call of read_iter or write_iter: its struct kiocb and struct iov_iter (fs/read_write.c). */
final class IovIter {
  private static final int IOCB_APPEND = 0x10;
  private static final int O_APPEND = 02000;

  private IovIter() {}

  /** new_sync_read, new_sync_write; the position goes through {@code position}. */
  static long call(
      Guest guest,
      long method,
      GuestFile file,
      long userAddress,
      long length,
      boolean source,
      long position)
      throws ErrnoException {
    Struct kiocb = guest.allocate("kiocb");
    Struct iter = guest.allocate("iov_iter");
    try {
      kiocb.set("ki_filp", file.address());
      kiocb.set("ki_pos", position == 0 ? 0 : guest.memory().getLong(position));
      kiocb.set("ki_flags", (file.struct().getInt("f_flags") & O_APPEND) != 0 ? IOCB_APPEND : 0);
      iter.set("iter_type", guest.structs().btf().enumValue("ITER_UBUF"));
      iter.set("data_source", source ? 1 : 0);
      iter.set("user_backed", 1);
      iter.set("count", length);
      iter.set("ubuf", userAddress);
      long result = guest.call(method, kiocb.address(), iter.address());
      if (position != 0) {
        guest.memory().putLong(position, kiocb.get("ki_pos"));
      }
      return result;
    } finally {
      guest.free(iter.address());
      guest.free(kiocb.address());
    }
  }
}
