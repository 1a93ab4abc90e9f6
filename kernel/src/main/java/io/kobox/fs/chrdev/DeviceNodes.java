package io.kobox.fs.chrdev;

import io.kobox.fs.FileOperations;
import io.kobox.fs.Inode;
import io.kobox.fs.SpecialFiles;
import io.kobox.fs.pipe.PipeFs;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.Stat;
import java.util.Map;
import java.util.WeakHashMap;

/** What device nodes and FIFOs of any file system lead to (chrdev_open, fifo_open, no_open). */
public final class DeviceNodes implements SpecialFiles {
  private final CharDevices charDevices;
  private final PipeFs pipeFs;
  private final Map<Inode, FileOperations> fifos = new WeakHashMap<>();

  public DeviceNodes(CharDevices charDevices, PipeFs pipeFs) {
    this.charDevices = charDevices;
    this.pipeFs = pipeFs;
  }

  /** Sockets and, for lack of block devices, block nodes: ENXIO. */
  @Override
  public FileOperations operations(Inode inode) throws ErrnoException {
    return switch (inode.type()) {
      case FileMode.S_IFCHR -> charDevice(inode);
      case FileMode.S_IFIFO -> fifos.computeIfAbsent(inode, key -> pipeFs.newOperations());
      default -> throw new ErrnoException(Errno.ENXIO);
    };
  }

  private FileOperations charDevice(Inode inode) throws ErrnoException {
    long number = inode.rdev();
    FileOperations found = charDevices.lookup(Stat.major(number), Stat.minor(number));
    if (found == null) {
      throw new ErrnoException(Errno.ENXIO);
    }
    return found;
  }
}
