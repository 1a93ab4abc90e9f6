package io.kobox.fs.hostfs;

import io.kobox.fs.ramfs.LowerFile;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A regular file of the host, which is only read. */
final class HostFile implements LowerFile {
  private final Path path;

  HostFile(Path path) {
    this.path = path;
  }

  @Override
  public long size() {
    try {
      return Files.size(path);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Anything but a regular file is refused: opening a FIFO would block, a device would act. */
  @Override
  public Reader open() throws ErrnoException {
    try {
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new ErrnoException(Files.exists(path) ? Errno.ENXIO : Errno.ENOENT);
      }
      return new OpenHostFile(
          FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    } catch (AccessDeniedException e) {
      throw new ErrnoException(Errno.EACCES);
    } catch (NoSuchFileException e) {
      throw new ErrnoException(Errno.ENOENT);
    } catch (IOException e) {
      throw new ErrnoException(Errno.EIO);
    }
  }

  private record OpenHostFile(FileChannel channel) implements Reader {
    @Override
    public int read(long position, byte[] target, int offset, int count) throws ErrnoException {
      try {
        return Math.max(0, channel.read(ByteBuffer.wrap(target, offset, count), position));
      } catch (IOException e) {
        throw new ErrnoException(Errno.EIO);
      }
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        // nothing was written: there is nothing to lose
      }
    }
  }
}
