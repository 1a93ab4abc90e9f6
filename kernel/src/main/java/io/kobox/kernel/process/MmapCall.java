package io.kobox.kernel.process;

import io.kobox.fs.FileDescriptorTable;
import io.kobox.fs.FileMapping;
import io.kobox.fs.OpenFile;
import io.kobox.machine.AddressLayout;
import io.kobox.mm.AnonymousMapping;
import io.kobox.mm.MemoryMaps;
import io.kobox.mm.SharedMapping;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.MmapFlags;

/** mmap: what the kernel looks at before it asks the file (mm/mmap.c: do_mmap). */
public final class MmapCall {
  private final int owner;
  private final FileDescriptorTable descriptors;
  private final MemoryMaps maps;

  /**
   * @param owner the process's number
   */
  public MmapCall(int owner, FileDescriptorTable descriptors, MemoryMaps maps) {
    this.owner = owner;
    this.descriptors = descriptors;
    this.maps = maps;
  }

  /** The first address; {@code address} is where it has to be, or where to look first. */
  public long map(long address, long length, int protection, int flags, int fd, long offset)
      throws ErrnoException {
    int type = flags & MmapFlags.MAP_TYPE;
    boolean shared = type == MmapFlags.MAP_SHARED || type == MmapFlags.MAP_SHARED_VALIDATE;
    boolean fixed = (flags & (MmapFlags.MAP_FIXED | MmapFlags.MAP_FIXED_NOREPLACE)) != 0;
    if ((offset & (AddressLayout.PAGE_SIZE - 1)) != 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    OpenFile file = (flags & MmapFlags.MAP_ANONYMOUS) != 0 ? null : descriptors.getForIo(fd);
    if (length == 0 || (!shared && type != MmapFlags.MAP_PRIVATE)) {
      throw new ErrnoException(Errno.EINVAL);
    }
    MemoryMaps.Mapper mapper = file == null ? anonymous(shared) : file(file, shared, protection);
    if ((flags & MmapFlags.MAP_FIXED_NOREPLACE) != 0 && maps.isReserved(address, length)) {
      throw new ErrnoException(Errno.EEXIST);
    }
    long page = offset >>> AddressLayout.PAGE_SHIFT;
    long start = maps.map(owner, address, fixed, length, page, protection, shared, mapper);
    if ((flags & MmapFlags.MAP_POPULATE) != 0) {
      maps.populate(start);
    }
    return start;
  }

  private static MemoryMaps.Mapper anonymous(boolean shared) {
    return shared ? SharedMapping::new : range -> AnonymousMapping.INSTANCE;
  }

  private static MemoryMaps.Mapper file(OpenFile file, boolean shared, int protection)
      throws ErrnoException {
    boolean write = (protection & MmapFlags.PROT_WRITE) != 0;
    if (!file.isReadable() || (shared && write && !file.isWritable())) {
      throw new ErrnoException(Errno.EACCES);
    }
    if (file.operations().isPageCached()) {
      if (shared && write) {
        throw new ErrnoException(Errno.ENODEV); // a page cache that all see is not modelled
      }
      return range -> new FileMapping(file, range);
    }
    return range -> file.operations().mmap(file, range);
  }
}
