package io.kobox.fs.ramfs;

import io.kobox.fs.UserBuffer;
import io.kobox.syscalls.ErrnoException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The content of a file in memory, with holes. */
final class Pages {
  private static final int PAGE_SIZE = RamSuperBlock.PAGE_SIZE;

  private final RamSuperBlock memory;
  private final Map<Long, byte[]> pages = new HashMap<>();
  private long size;

  Pages(RamSuperBlock memory) {
    this.memory = memory;
  }

  long size() {
    return size;
  }

  int pageCount() {
    return pages.size();
  }

  /** At most to the end; holes are zeros. */
  int read(long position, UserBuffer buffer) throws ErrnoException {
    int count = (int) Math.min(buffer.length(), Math.max(0, size - position));
    byte[] zeros = null;
    int done = 0;
    while (done < count) {
      long at = position + done;
      int inPage = (int) (at % PAGE_SIZE);
      int part = Math.min(count - done, PAGE_SIZE - inPage);
      byte @Nullable [] page = pages.get(at / PAGE_SIZE);
      if (page == null) {
        zeros = zeros == null ? new byte[PAGE_SIZE] : zeros;
        page = zeros;
      }
      try {
        buffer.store(done, page, inPage, part);
      } catch (ErrnoException e) {
        return partial(done, e);
      }
      done += part;
    }
    return done;
  }

  /** Writes what fits; an error counts only when nothing was written. */
  int write(long position, UserBuffer buffer) throws ErrnoException {
    int count = buffer.length();
    int done = 0;
    while (done < count) {
      long at = position + done;
      int inPage = (int) (at % PAGE_SIZE);
      int part = Math.min(count - done, PAGE_SIZE - inPage);
      try {
        buffer.load(done, pageForWriting(at / PAGE_SIZE), inPage, part);
      } catch (ErrnoException e) {
        return partial(done, e);
      }
      done += part;
      size = Math.max(size, at + part);
    }
    return done;
  }

  private static int partial(int done, ErrnoException error) throws ErrnoException {
    if (done > 0) {
      return done;
    }
    throw error;
  }

  private byte[] pageForWriting(long index) throws ErrnoException {
    byte[] page = pages.get(index);
    if (page == null) {
      memory.takePage();
      page = new byte[PAGE_SIZE];
      pages.put(index, page);
    }
    return page;
  }

  void truncate(long newSize) {
    if (newSize < size) {
      long kept = newSize / PAGE_SIZE + (newSize % PAGE_SIZE == 0 ? 0 : 1);
      int before = pages.size();
      pages.keySet().removeIf(index -> index >= kept);
      memory.givePages(before - pages.size());
      byte[] last = pages.get(newSize / PAGE_SIZE);
      if (last != null) {
        Arrays.fill(last, (int) (newSize % PAGE_SIZE), PAGE_SIZE, (byte) 0);
      }
    }
    size = newSize;
  }
}
