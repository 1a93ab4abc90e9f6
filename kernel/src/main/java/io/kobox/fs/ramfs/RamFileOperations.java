package io.kobox.fs.ramfs;

import io.kobox.fs.FileOperations;
import io.kobox.fs.OpenFile;
import io.kobox.fs.Position;
import io.kobox.fs.Seek;
import io.kobox.fs.UserBuffer;
import io.kobox.syscalls.ErrnoException;

/** An open regular file of a tree in memory (mm/shmem.c: shmem_file_operations). */
final class RamFileOperations implements FileOperations {
  static final RamFileOperations INSTANCE = new RamFileOperations();

  /** What one read of a lower layer moves at most; the caller reads on. */
  private static final int UNIT = 1 << 20;

  private RamFileOperations() {}

  private static RamFile fileOf(OpenFile file) {
    return (RamFile) file.inode();
  }

  @Override
  public void open(OpenFile file) throws ErrnoException {
    RamFile inode = fileOf(file);
    LowerFile lower = inode.lower();
    if (lower != null && file.isReadable()) {
      file.setPrivateData(lower.open());
    }
    inode.opened();
  }

  @Override
  public void release(OpenFile file) {
    if (file.privateData() instanceof LowerFile.Reader reader) {
      reader.close();
    }
    fileOf(file).closed();
  }

  @Override
  public int read(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    RamFile inode = fileOf(file);
    int count =
        inode.lower() != null && file.privateData() instanceof LowerFile.Reader reader
            ? readLower(reader, buffer, position.value())
            : inode.read(position.value(), buffer);
    position.advance(count);
    return count;
  }

  private static int readLower(LowerFile.Reader reader, UserBuffer buffer, long position)
      throws ErrnoException {
    byte[] unit = new byte[Math.min(buffer.length(), UNIT)];
    int done = 0;
    while (done < buffer.length()) {
      int wanted = Math.min(unit.length, buffer.length() - done);
      int count = reader.read(position + done, unit, 0, wanted);
      if (count <= 0) {
        break;
      }
      buffer.store(done, unit, 0, count);
      done += count;
    }
    return done;
  }

  @Override
  public int write(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    RamFile inode = fileOf(file);
    if (buffer.length() == 0) {
      return 0;
    }
    if (file.isAppending()) {
      position.set(inode.size());
    }
    int count = inode.write(position.value(), buffer);
    position.advance(count);
    return count;
  }

  @Override
  public long llseek(OpenFile file, long offset, int whence) throws ErrnoException {
    return Seek.generic(file, offset, whence, Long.MAX_VALUE, file.inode().size());
  }

  @Override
  public boolean isPageCached() {
    return true;
  }

  /** noop_fsync. */
  @Override
  public void fsync(OpenFile file, boolean dataOnly) {}
}
