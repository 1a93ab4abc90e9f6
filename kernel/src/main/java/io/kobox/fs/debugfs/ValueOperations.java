package io.kobox.fs.debugfs;

import io.kobox.fs.FileOperations;
import io.kobox.fs.OpenFile;
import io.kobox.fs.Position;
import io.kobox.fs.Seek;
import io.kobox.fs.UserBuffer;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.nio.charset.StandardCharsets;

/** A file that shows a short text and may take one (fs/debugfs/file.c). */
abstract class ValueOperations implements FileOperations {
  /** sizeof(simple_attr.set_buf) - 1. */
  private static final int LONGEST = 23;

  private static final int ANY_READ = 0444;
  private static final int ANY_WRITE = 0222;

  private final boolean seekable;
  private final int mode;
  private final Errno refused;

  /**
   * @param mode without a bit for reading or writing there is no such method
   *     (debugfs_create_mode_unsafe)
   * @param refused what the call without a method then gives
   */
  ValueOperations(boolean seekable, int mode, Errno refused) {
    this.seekable = seekable;
    this.mode = mode;
    this.refused = refused;
  }

  private void require(int bits) throws ErrnoException {
    if ((mode & bits) == 0) {
      throw new ErrnoException(refused);
    }
  }

  abstract String show() throws ErrnoException;

  /** Takes a value; the errors are what write returns. */
  void store(String text) throws ErrnoException {
    throw new ErrnoException(refused);
  }

  @Override
  public final void open(OpenFile file) {
    if (!seekable) {
      file.makeNonSeekable();
    }
  }

  @Override
  public final int read(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    require(ANY_READ);
    if (position.value() == 0 || !(file.privateData() instanceof byte[])) {
      file.setPrivateData(show().getBytes(StandardCharsets.ISO_8859_1));
    }
    byte[] text = file.privateData() instanceof byte[] made ? made : new byte[0];
    int count = (int) Math.min(buffer.length(), text.length - position.value());
    if (count <= 0) {
      return 0;
    }
    buffer.store(0, text, (int) position.value(), count);
    position.advance(count);
    return count;
  }

  @Override
  public final int write(OpenFile file, UserBuffer buffer, Position position)
      throws ErrnoException {
    require(ANY_WRITE);
    store(new String(buffer.loadAll(LONGEST), StandardCharsets.ISO_8859_1));
    return buffer.length();
  }

  @Override
  public final long llseek(OpenFile file, long offset, int whence) throws ErrnoException {
    if (!seekable) {
      throw new ErrnoException(Errno.ESPIPE);
    }
    return Seek.generic(file, offset, whence, Long.MAX_VALUE, 0);
  }
}
