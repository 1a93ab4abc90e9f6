package io.kobox.fs.ramfs;

import io.kobox.fs.ArrayBuffer;
import io.kobox.fs.FileOperations;
import io.kobox.fs.UserBuffer;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import org.jspecify.annotations.Nullable;

/** A regular file: pages in memory, or a lower layer's file until the first change. */
public final class RamFile extends RamInode {
  private static final int SECTORS_PER_PAGE = RamSuperBlock.PAGE_SIZE / 512;
  private static final int COPY_UNIT = 65536;

  private final Pages pages;
  private @Nullable LowerFile lower;
  private int openCount;

  public RamFile(RamSuperBlock superBlock, int mode) {
    super(superBlock, mode);
    pages = new Pages(superBlock);
  }

  /** A file of the lower layer, with its number there. */
  public RamFile(RamSuperBlock superBlock, long number, Attributes attributes, LowerFile lower) {
    super(superBlock, number, attributes.mode());
    adopt(attributes);
    pages = new Pages(superBlock);
    this.lower = lower;
  }

  @Nullable LowerFile lower() {
    return lower;
  }

  @Override
  public long size() {
    return lower == null ? pages.size() : lower.size();
  }

  @Override
  public long blocks() {
    return lower == null ? (long) pages.pageCount() * SECTORS_PER_PAGE : (lower.size() + 511) / 512;
  }

  @Override
  public FileOperations operations() {
    return RamFileOperations.INSTANCE;
  }

  @Override
  public void truncate(long newSize) throws ErrnoException {
    if (newSize == 0) {
      lower = null;
    }
    prepareToWrite();
    pages.truncate(newSize);
    touchModified();
  }

  int read(long position, UserBuffer buffer) throws ErrnoException {
    touchAccessed();
    return pages.read(position, buffer);
  }

  int write(long position, UserBuffer buffer) throws ErrnoException {
    if (position == Long.MAX_VALUE) {
      throw new ErrnoException(Errno.EFBIG);
    }
    prepareToWrite();
    int room = (int) Math.min(Integer.MAX_VALUE, Long.MAX_VALUE - position);
    int done = pages.write(position, buffer.limited(room));
    touchModified();
    return done;
  }

  /** Copies the lower layer's content into memory. */
  private void prepareToWrite() throws ErrnoException {
    LowerFile source = lower;
    if (source != null) {
      try {
        copy(source);
      } catch (ErrnoException e) {
        pages.truncate(0);
        throw e;
      }
      lower = null;
    }
    beforeChange();
  }

  private void copy(LowerFile source) throws ErrnoException {
    LowerFile.Reader reader = source.open();
    try {
      byte[] unit = new byte[COPY_UNIT];
      long done = 0;
      for (int count = reader.read(0, unit, 0, COPY_UNIT);
          count > 0;
          count = reader.read(done, unit, 0, COPY_UNIT)) {
        int written = 0;
        while (written < count) {
          written += pages.write(done + written, new ArrayBuffer(unit, written, count - written));
        }
        done += count;
      }
    } finally {
      reader.close();
    }
  }

  void opened() {
    openCount++;
  }

  void closed() {
    openCount--;
    freeIfUnused();
  }

  /** Gives the memory back when neither a name nor an open file is left. */
  void freeIfUnused() {
    if (openCount == 0 && linkCount() == 0) {
      pages.truncate(0);
    }
  }
}
