package io.kobox.fs;

import io.kobox.machine.AddressLayout;
import io.kobox.mm.MappedRange;
import io.kobox.mm.MemoryMapping;
import io.kobox.mm.MemoryMaps;
import io.kobox.syscalls.ErrnoException;

/** A regular file in the memory of a process: each page is a copy of what the file holds. */
public final class FileMapping implements MemoryMapping {
  private static final int PAGE_SIZE = AddressLayout.PAGE_SIZE;

  private final OpenFile file;
  private final MappedRange range;

  /** Maps {@code file}, which stays open meanwhile. */
  public FileMapping(OpenFile file, MappedRange range) {
    this.file = file;
    this.range = range;
    file.hold();
  }

  /** filemap_fault; what lies behind the file's last page is not there. */
  @Override
  public boolean fault(MemoryMaps maps, long address, boolean write) {
    long at = (range.pageOffset() << AddressLayout.PAGE_SHIFT) + (address - range.start());
    byte[] content = new byte[PAGE_SIZE];
    try {
      int length = read(at, content);
      return length > 0 && maps.insertOwn(address, content, length);
    } catch (ErrnoException e) {
      return false;
    }
  }

  private int read(long at, byte[] content) throws ErrnoException {
    int done = 0;
    while (done < content.length) {
      ArrayBuffer rest = new ArrayBuffer(content, done, content.length - done);
      int count = file.operations().read(file, rest, new Position(at + done));
      if (count <= 0) {
        break;
      }
      done += count;
    }
    return done;
  }

  @Override
  public void close() {
    file.drop();
  }

  @Override
  public MemoryMapping copy(MappedRange part) {
    return new FileMapping(file, part);
  }

  @Override
  public boolean isPrivate() {
    return true;
  }

  @Override
  public String name() {
    return file.path().dentry().name();
  }
}
