package io.kobox.image;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.Stat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What stat tells of files of the host. */
final class HostStat {
  private static final int BLOCK = 512;
  private static final int BLOCK_SIZE = 4096;

  private HostStat() {}

  static Stat of(Path file) throws ErrnoException {
    try {
      boolean directory = Files.isDirectory(file);
      long size = Files.size(file);
      long time = Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS);
      int mode = directory ? FileMode.S_IFDIR | 0755 : FileMode.S_IFREG | 0644;
      if (Files.isExecutable(file)) {
        mode |= 0111;
      }
      long blocks = (size + BLOCK - 1) / BLOCK;
      return new Stat(1, 1, mode, 1, 0, 0, 0, size, BLOCK_SIZE, blocks, time, time, time);
    } catch (IOException e) {
      throw new ErrnoException(Errno.EACCES);
    }
  }

  static Stat of(HostStream stream) {
    int mode = stream.terminal() ? FileMode.S_IFCHR | 0620 : FileMode.S_IFIFO | 0600;
    long device = stream.terminal() ? Stat.makedev(136, 0) : 0;
    return new Stat(1, 1, mode, 1, 0, 0, device, 0, BLOCK_SIZE, 0, 0, 0, 0);
  }
}
