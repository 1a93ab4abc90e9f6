package io.kobox.fs.debugfs;

import io.kobox.fs.FileOperations;
import io.kobox.fs.OpenFile;
import io.kobox.fs.Position;
import io.kobox.fs.Seek;
import io.kobox.fs.UserBuffer;
import io.kobox.kernel.entry.Guest;
import io.kobox.syscalls.ErrnoException;
import io.kobox.types.Struct;

/** The bytes of a {@code struct debugfs_blob_wrapper} as a file. */
final class BlobFile implements FileOperations {
  private final Guest guest;
  private final long wrapper;

  BlobFile(Guest guest, long wrapper) {
    this.guest = guest;
    this.wrapper = wrapper;
  }

  @Override
  public int read(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    Struct blob = guest.at("debugfs_blob_wrapper", wrapper);
    int count = (int) Math.min(buffer.length(), blob.get("size") - position.value());
    if (count <= 0) {
      return 0;
    }
    byte[] bytes = guest.memory().bytes(blob.get("data") + position.value(), count);
    buffer.store(0, bytes, 0, count);
    position.advance(count);
    return count;
  }

  @Override
  public long llseek(OpenFile file, long offset, int whence) throws ErrnoException {
    return Seek.generic(file, offset, whence, Long.MAX_VALUE, 0);
  }
}
