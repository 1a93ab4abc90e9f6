package io.kobox.kernel.process;

import io.kobox.fs.FileDescriptorTable;
import io.kobox.fs.OpenFile;
import io.kobox.machine.AddressLayout;
import io.kobox.mm.MemoryMaps;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.MmapFlags;

/** mmap of files: what the kernel looks at before it asks the file (mm/mmap.c: do_mmap). */
final class MmapCall {
  private final int owner;
  private final FileDescriptorTable descriptors;
  private final MemoryMaps maps;

  /**
   * @param owner the process's number
   */
  MmapCall(int owner, FileDescriptorTable descriptors, MemoryMaps maps) {
    this.owner = owner;
    this.descriptors = descriptors;
    this.maps = maps;
  }

  long map(long length, int protection, int flags, int fd, long offset) throws ErrnoException {
    if ((offset & (AddressLayout.PAGE_SIZE - 1)) != 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if ((flags & MmapFlags.MAP_ANONYMOUS) != 0) {
      throw new ErrnoException(Errno.ENOSYS); // that is UserMemory's
    }
    OpenFile file = descriptors.getForIo(fd);
    boolean shared = (flags & MmapFlags.MAP_TYPE) == MmapFlags.MAP_SHARED;
    boolean write = (protection & MmapFlags.PROT_WRITE) != 0;
    if (length == 0 || (!shared && (flags & MmapFlags.MAP_TYPE) != MmapFlags.MAP_PRIVATE)) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if (!file.isReadable() || (shared && write && !file.isWritable())) {
      throw new ErrnoException(Errno.EACCES);
    }
    long start =
        maps.map(
            owner,
            length,
            offset >>> AddressLayout.PAGE_SHIFT,
            write,
            shared,
            range -> file.operations().mmap(file, range, maps));
    if ((flags & MmapFlags.MAP_POPULATE) != 0) {
      maps.populate(start);
    }
    return start;
  }
}
