package io.kobox.fs.driver;

import io.kobox.fs.VectorBuffer;
import io.kobox.kernel.entry.Guest;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.types.Struct;

/** A call of read_iter or write_iter: its struct kiocb and struct iov_iter (fs/read_write.c). */
final class IovIter {
  private static final int IOCB_APPEND = 0x10;
  private static final int O_APPEND = 02000;

  private IovIter() {}

  /** The program's memory that an iterator is of. */
  interface Memory {
    /** Fills in the iterator's fields; what was allocated for that, or 0. ENOMEM. */
    long describe(Guest guest, Struct iter) throws ErrnoException;
  }

  /** iov_iter_ubuf. */
  static Memory range(long address, long length) {
    return (guest, iter) -> {
      iter.set("iter_type", guest.structs().btf().enumValue("ITER_UBUF"));
      iter.set("count", length);
      iter.set("ubuf", address);
      return 0;
    };
  }

  /** iov_iter_init. */
  static Memory vector(VectorBuffer buffer) {
    return (guest, iter) -> {
      int size = guest.structs().type("iovec").size();
      long array = guest.zalloc(Math.max(1, buffer.parts().size()) * (long) size);
      if (array == 0) {
        throw new ErrnoException(Errno.ENOMEM);
      }
      for (int i = 0; i < buffer.parts().size(); i++) {
        Struct part = guest.at("iovec", array + (long) i * size);
        part.set("iov_base", buffer.parts().get(i).address());
        part.set("iov_len", buffer.parts().get(i).length());
      }
      iter.set("iter_type", guest.structs().btf().enumValue("ITER_IOVEC"));
      iter.set("count", buffer.length());
      iter.set("iov", array);
      iter.set("nr_segs", buffer.parts().size());
      return array;
    };
  }

  /** new_sync_read, new_sync_write; the position goes through {@code position}. */
  static long call(
      Guest guest, long method, GuestFile file, Memory memory, boolean source, long position)
      throws ErrnoException {
    Struct kiocb = guest.allocate("kiocb");
    Struct iter = guest.allocate("iov_iter");
    long vector = 0;
    try {
      kiocb.set("ki_filp", file.address());
      kiocb.set("ki_pos", position == 0 ? 0 : guest.memory().getLong(position));
      kiocb.set("ki_flags", (file.struct().getInt("f_flags") & O_APPEND) != 0 ? IOCB_APPEND : 0);
      iter.set("data_source", source ? 1 : 0);
      iter.set("user_backed", 1);
      vector = memory.describe(guest, iter);
      long result = guest.call(method, kiocb.address(), iter.address());
      if (position != 0) {
        guest.memory().putLong(position, kiocb.get("ki_pos"));
      }
      return result;
    } finally {
      guest.free(vector);
      guest.free(iter.address());
      guest.free(kiocb.address());
    }
  }
}
