package io.kobox.mm;

import io.kobox.machine.AddressLayout;
import io.kobox.machine.PageTables;
import io.kobox.machine.Protection;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Files in the memory of processes (mm/mmap.c, mm/memory.c). All processes share one address space,
 * as they do for {@link io.kobox.syscalls.UserMemory}; each range belongs to one of them.
 */
public final class MemoryMaps {
  private static final long START = 0x7e0000000000L;

  /** What one mapping may take of the address space. */
  private static final long LARGEST = 1L << 30;

  private final PageTables tables;
  private final PageAllocator pages;
  private final TreeMap<Long, Area> areas = new TreeMap<>();

  /** The pages that are to be given back when their addresses are unmapped. */
  private final Map<Long, Long> held = new HashMap<>();

  private long next = START;

  /** A mapped range. */
  private record Area(MappedRange range, MemoryMapping mapping, int owner) {}

  /** Asks a file to map itself to a range. */
  @FunctionalInterface
  public interface Mapper {
    MemoryMapping map(MappedRange range) throws ErrnoException;
  }

  public MemoryMaps(PageTables tables, PageAllocator pages) {
    this.tables = tables;
    this.pages = pages;
  }

  /**
   * Maps a file to free addresses; EINVAL for a length of 0, ENOMEM for too much.
   *
   * @param owner the process's number
   * @return the first address
   */
  public long map(
      int owner, long length, long pageOffset, boolean write, boolean shared, Mapper file)
      throws ErrnoException {
    if (length <= 0 || length > LARGEST) {
      throw new ErrnoException(length == 0 ? Errno.EINVAL : Errno.ENOMEM);
    }
    MappedRange range =
        new MappedRange(next, AddressLayout.pageAlign(length), pageOffset, write, shared);
    next = range.end() + AddressLayout.PAGE_SIZE;
    boolean mapped = false;
    try {
      areas.put(range.start(), new Area(range, file.map(range), owner));
      mapped = true;
    } finally {
      if (!mapped) {
        clear(range);
      }
    }
    return range.start();
  }

  /** MAP_POPULATE: touches all pages of the range that begins at {@code start}. */
  public void populate(long start) {
    Area area = areas.get(start);
    if (area != null) {
      for (long at = start; at < area.range.end(); at += AddressLayout.PAGE_SIZE) {
        if (!tables.isMapped(at) && !area.mapping.fault(at, area.range.write())) {
          return;
        }
      }
    }
  }

  /** munmap of whole ranges; EINVAL for a part of one, which is not served. */
  public void unmap(long start, long length) throws ErrnoException {
    long end = start + AddressLayout.pageAlign(length);
    if ((start & (AddressLayout.PAGE_SIZE - 1)) != 0 || length <= 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    Map.Entry<Long, Area> before = areas.lowerEntry(start);
    Map.Entry<Long, Area> last = areas.lowerEntry(end);
    if ((before != null && before.getValue().range.end() > start)
        || (last != null && last.getKey() >= start && last.getValue().range.end() > end)) {
      throw new ErrnoException(Errno.EINVAL);
    }
    close(areas.subMap(start, end).values().iterator());
  }

  private void close(Iterator<Area> closing) {
    while (closing.hasNext()) {
      Area area = closing.next();
      closing.remove();
      clear(area.range);
      area.mapping.close();
    }
  }

  /** exit_mmap: a process has ended. */
  public void exit(int owner) {
    for (Area area : areas.values().toArray(Area[]::new)) {
      if (area.owner == owner) {
        areas.remove(area.range.start());
        clear(area.range);
        area.mapping.close();
      }
    }
  }

  private void clear(MappedRange range) {
    tables.unmap(range.start(), range.length());
    for (long at = range.start(); at < range.end(); at += AddressLayout.PAGE_SIZE) {
      Long page = held.remove(at);
      if (page != null) {
        pages.free(page, 0);
      }
    }
  }

  /** A page that is not there was touched; whether it is there now. */
  public boolean fault(long address, boolean write) {
    Map.Entry<Long, Area> entry = areas.floorEntry(address);
    Area area = entry == null ? null : entry.getValue();
    return area != null
        && address < area.range.end()
        && !tables.isMapped(address)
        && (area.range.write() || !write)
        && area.mapping.fault(AddressLayout.pageOf(address), write);
  }

  /**
   * Puts physical memory at an address of a range.
   *
   * @return whether it is memory
   */
  boolean insert(long address, long physical, long length, boolean write) {
    if (physical < 0 || physical + length > pages.bytes()) {
      return false;
    }
    tables.map(
        address, physical, length, write ? Protection.USER_READ_WRITE : Protection.USER_READ_ONLY);
    return true;
  }

  /** Puts a page at an address, and gives it back when that is unmapped: the reference is ours. */
  public void insertPage(long address, long page, boolean write) {
    if (insert(address, pages.physicalOf(page), AddressLayout.PAGE_SIZE, write)) {
      held.put(address, page);
    }
  }

  boolean isMapped(long address) {
    return tables.isMapped(address);
  }

  /** The physical address behind one of the kernel's; -1 for none. */
  long physicalOf(long address) {
    return tables.translate(address);
  }
}
