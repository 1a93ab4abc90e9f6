package io.kobox.mm;

import io.kobox.machine.AddressLayout;
import io.kobox.machine.AddressSpace;
import io.kobox.machine.FrameAllocator;
import io.kobox.machine.OutOfFramesException;
import io.kobox.machine.PageTables;
import io.kobox.machine.Protection;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.MmapFlags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a process (struct mm_struct; mm/mmap.c, mm/memory.c, mm/mprotect.c). Programs
 * written in Java share one, in which each range belongs to one of them; a program of machine code
 * has its own. All calls but {@link #fork} are made while the address space is in force.
 */
public final class MemoryMaps {
  private static final int PAGE_SIZE = AddressLayout.PAGE_SIZE;

  /** Where the search for free addresses begins, downwards (mmap_base without randomisation). */
  private static final long MMAP_BASE = 0x7ffff7fff000L;

  /** vm.mmap_min_addr. */
  private static final long LOWEST = 0x10000;

  private final PageTables tables;
  private final PageAllocator pages;
  private final FrameAllocator frames;
  private final AddressSpace space;
  private final TreeMap<Long, Vma> areas = new TreeMap<>();

  /** The pages of drivers that are to be given back when their addresses are unmapped. */
  private final Map<Long, Long> held = new HashMap<>();

  /** The frames that are the process's own, by address. */
  private final TreeMap<Long, Long> own = new TreeMap<>();

  private int users = 1;
  private long heapStart;
  private long heapEnd;

  /** Asks a file to map itself to a range. */
  @FunctionalInterface
  public interface Mapper {
    MemoryMapping map(MappedRange range) throws ErrnoException;
  }

  /** The memory of {@code space}, of which nothing is mapped. */
  public MemoryMaps(
      PageTables tables, PageAllocator pages, FrameAllocator frames, AddressSpace space) {
    this.tables = tables;
    this.pages = pages;
    this.frames = frames;
    this.space = space;
  }

  /** A new address space on the same machine. */
  public MemoryMaps create() {
    return new MemoryMaps(tables, pages, frames, new AddressSpace());
  }

  /** The address space that this describes. */
  public AddressSpace space() {
    return space;
  }

  /** Where frames for memory shared by processes come from. */
  FrameAllocator frames() {
    return frames;
  }

  /** One process more uses it (mmget). */
  public void hold() {
    users++;
  }

  /**
   * mmput: one process less; the last one's unmaps all, while the space is still in force.
   *
   * @return whether it was the last one
   */
  public boolean drop() {
    users--;
    if (users == 0) {
      remove(areas);
    }
    return users == 0;
  }

  /** Where the heap begins, which is empty then. */
  public void setHeap(long start) {
    heapStart = start;
    heapEnd = start;
  }

  /** brk: the new end of the heap, or the old one where that cannot be. */
  public long brk(int owner, long end) {
    if (end < heapStart || end > MMAP_BASE) {
      return heapEnd;
    }
    long mapped = AddressLayout.pageAlign(heapEnd);
    long wanted = AddressLayout.pageAlign(end);
    if (wanted < mapped) {
      try {
        unmap(wanted, mapped - wanted);
      } catch (ErrnoException e) {
        return heapEnd;
      }
    } else if (wanted > mapped) {
      if (!areas.subMap(mapped, wanted).isEmpty() || tooMuch(wanted - mapped)) {
        return heapEnd;
      }
      addOwn(owner, mapped, wanted - mapped, MmapFlags.PROT_READ | MmapFlags.PROT_WRITE);
    }
    heapEnd = end;
    return heapEnd;
  }

  /** Zeroed memory at addresses that are free; joins what lies before it and is alike. */
  public void addOwn(int owner, long start, long length, int protection) {
    Map.Entry<Long, Vma> before = areas.lowerEntry(start);
    Vma last = before == null ? null : before.getValue();
    if (last != null
        && last.end() == start
        && last.mapping == AnonymousMapping.INSTANCE
        && last.protection == protection) {
      last.range = last.part(last.start(), start + length);
      return;
    }
    MappedRange range =
        new MappedRange(start, length, 0, (protection & MmapFlags.PROT_WRITE) != 0, false);
    areas.put(start, new Vma(owner, range, protection, false, AnonymousMapping.INSTANCE));
  }

  /** __vm_enough_memory, with which no process gets more than there is. */
  private boolean tooMuch(long length) {
    return length > (long) frames.totalFrames() * PAGE_SIZE;
  }

  /**
   * Maps a file, or memory, to free addresses; EINVAL for a length of 0, ENOMEM for too much.
   *
   * @param owner the process's number
   * @return the first address
   */
  public long map(
      int owner, long length, long pageOffset, int protection, boolean shared, Mapper file)
      throws ErrnoException {
    return map(owner, 0, false, length, pageOffset, protection, shared, file);
  }

  /**
   * The same at {@code address}, where nothing else may stay if it is {@code fixed}; else that is
   * only where to look first.
   */
  public long map(
      int owner,
      long address,
      boolean fixed,
      long length,
      long pageOffset,
      int protection,
      boolean shared,
      Mapper file)
      throws ErrnoException {
    if (length <= 0 || tooMuch(length)) {
      throw new ErrnoException(length == 0 ? Errno.EINVAL : Errno.ENOMEM);
    }
    long size = AddressLayout.pageAlign(length);
    long start;
    if (fixed) {
      checkFixed(address, size);
      unmap(address, size);
      start = address;
    } else {
      start = freeRange(AddressLayout.pageOf(address), size);
    }
    boolean write = (protection & MmapFlags.PROT_WRITE) != 0;
    MappedRange range = new MappedRange(start, size, pageOffset, write, shared);
    boolean mapped = false;
    try {
      MemoryMapping mapping = file.map(range);
      areas.put(start, new Vma(owner, range, protection, shared, mapping));
      mapped = true;
    } finally {
      if (!mapped) {
        clear(start, range.end());
      }
    }
    return start;
  }

  private static void checkFixed(long address, long size) throws ErrnoException {
    if ((address & (PAGE_SIZE - 1)) != 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if (address < 0 || address > AddressLayout.USER_END - size) {
      throw new ErrnoException(Errno.ENOMEM);
    }
    if (address < LOWEST) {
      throw new ErrnoException(Errno.EPERM);
    }
  }

  /** arch_get_unmapped_area_topdown. */
  private long freeRange(long hint, long size) throws ErrnoException {
    if (hint >= LOWEST && hint <= AddressLayout.USER_END - size && isFree(hint, hint + size)) {
      return hint;
    }
    long end = MMAP_BASE;
    for (Vma area : areas.headMap(MMAP_BASE, false).descendingMap().values()) {
      if (area.end() <= end - size) {
        break;
      }
      end = Math.min(end, area.start());
    }
    if (end - size < LOWEST) {
      throw new ErrnoException(Errno.ENOMEM);
    }
    return end - size;
  }

  private boolean isFree(long start, long end) {
    Map.Entry<Long, Vma> before = areas.lowerEntry(end);
    return before == null || before.getValue().end() <= start;
  }

  /** Whether anything is mapped to these addresses. */
  public boolean isReserved(long start, long length) {
    return !isFree(start, start + length);
  }

  /** MAP_POPULATE: touches all pages of the range that begins at {@code start}. */
  public void populate(long start) {
    Vma area = areas.get(start);
    if (area != null) {
      for (long at = start; at < area.end(); at += PAGE_SIZE) {
        if (!tables.isMapped(at) && !fault(at, area.writable())) {
          return;
        }
      }
    }
  }

  /** munmap; EINVAL. */
  public void unmap(long start, long length) throws ErrnoException {
    if ((start & (PAGE_SIZE - 1)) != 0
        || length <= 0
        || start < 0
        || length > AddressLayout.USER_END - start) {
      throw new ErrnoException(Errno.EINVAL);
    }
    long end = start + AddressLayout.pageAlign(length);
    split(start);
    split(end);
    remove(areas.subMap(start, true, end, false));
  }

  /** Has an area begin at {@code address} if one goes on there (__split_vma). */
  private void split(long address) throws ErrnoException {
    Map.Entry<Long, Vma> entry = areas.lowerEntry(address);
    if (entry == null || entry.getValue().end() <= address) {
      return;
    }
    Vma area = entry.getValue();
    MappedRange rest = area.part(address, area.end());
    MemoryMapping mapping = area.mapping.copy(rest);
    areas.put(address, new Vma(area.owner, rest, area.protection, area.shared, mapping));
    area.range = area.part(area.start(), address);
    area.mapping.shrunk(area.range);
  }

  private void remove(NavigableMap<Long, Vma> closing) {
    while (!closing.isEmpty()) {
      Vma area = closing.pollFirstEntry().getValue();
      clear(area.start(), area.end());
      area.mapping.close();
    }
  }

  /** exit_mmap: a process that shares the space has ended. */
  public void exit(int owner) {
    for (Vma area : List.copyOf(areas.values())) {
      if (area.owner == owner) {
        areas.remove(area.start());
        clear(area.start(), area.end());
        area.mapping.close();
      }
    }
  }

  /** madvise(MADV_DONTNEED): pages that are the process's own are as new when touched again. */
  public void discard(long start, long length) throws ErrnoException {
    long end = start + AddressLayout.pageAlign(length);
    if ((start & (PAGE_SIZE - 1)) != 0 || length < 0 || start < 0 || end > AddressLayout.USER_END) {
      throw new ErrnoException(Errno.EINVAL);
    }
    for (long at : List.copyOf(own.subMap(start, end).keySet())) {
      clear(at, at + PAGE_SIZE);
    }
  }

  private void clear(long start, long end) {
    tables.unmap(start, end - start);
    NavigableMap<Long, Long> cleared = own.subMap(start, true, end, false);
    cleared.values().forEach(frame -> frames.free(frame, 1));
    cleared.clear();
    for (long at = start; at < end && !held.isEmpty(); at += PAGE_SIZE) {
      Long page = held.remove(at);
      if (page != null) {
        pages.free(page, 0);
      }
    }
  }

  /** mprotect; EINVAL, EACCES, ENOMEM. */
  public void protect(long start, long length, int protection) throws ErrnoException {
    if ((start & (PAGE_SIZE - 1)) != 0 || (protection & ~MmapFlags.PROT_MASK) != 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    long end = start + AddressLayout.pageAlign(length);
    if (length < 0 || start < 0 || end > AddressLayout.USER_END) {
      throw new ErrnoException(Errno.ENOMEM);
    }
    for (long at = start; at < end; ) {
      Vma area = find(at);
      if (area == null) {
        throw new ErrnoException(Errno.ENOMEM);
      }
      at = area.end();
    }
    if (start == end) {
      return;
    }
    split(start);
    split(end);
    for (Vma area : areas.subMap(start, end).values()) {
      if ((protection & MmapFlags.PROT_WRITE) != 0 && !area.mapping.mayWrite()) {
        throw new ErrnoException(Errno.EACCES);
      }
      area.protection = protection;
      if (protection == 0) {
        tables.unmap(area.start(), area.end() - area.start());
      } else {
        tables.protect(area.start(), area.end() - area.start(), rights(area, area.writable()));
      }
    }
  }

  private static Protection rights(Vma area, boolean write) {
    return new Protection(write, area.executable(), true);
  }

  private @Nullable Vma find(long address) {
    Map.Entry<Long, Vma> entry = areas.floorEntry(address);
    Vma area = entry == null ? null : entry.getValue();
    return area == null || address >= area.end() ? null : area;
  }

  /** Whether the area at {@code address} allows an access of that kind. */
  public boolean allows(long address, boolean write, boolean execute) {
    Vma area = find(address);
    return area != null && area.allows(write) && (area.executable() || !execute);
  }

  /** print_vma_addr: {@code " in NAME[START+LENGTH]"} where the area behind is a file's. */
  public String describe(long address) {
    Map.Entry<Long, Vma> before = areas.floorEntry(address);
    Map.Entry<Long, Vma> entry =
        before != null && before.getValue().end() > address ? before : areas.higherEntry(address);
    Vma area = entry == null ? null : entry.getValue();
    String name = area == null ? "" : area.mapping.name();
    return area == null || name.isEmpty()
        ? ""
        : String.format(
            Locale.ROOT, " in %s[%x+%x]", name, area.start(), area.end() - area.start());
  }

  /** Whether anything is mapped at {@code address}: for a fault, what its signal's code is. */
  public boolean contains(long address) {
    return find(address) != null;
  }

  /** A page that is not there was touched; whether it is there now. */
  public boolean fault(long address, boolean write) {
    Vma area = find(address);
    if (area == null || tables.isMapped(address) || !area.allows(write)) {
      return false;
    }
    long page = AddressLayout.pageOf(address);
    Long there = own.get(page);
    if (there != null) {
      insertFrame(page, there);
      return true;
    }
    return area.mapping.fault(this, page, write);
  }

  /** A new zeroed frame of the process's own at an address; its physical address, -1: no memory. */
  public long insertOwn(long address) {
    try {
      long frame = frames.allocate();
      own.put(address, frame);
      insertFrame(address, frame);
      return frame;
    } catch (OutOfFramesException e) {
      return -1;
    }
  }

  /** As {@link #insertOwn}, filled; whether there was memory. */
  public boolean insertOwn(long address, byte[] content, int length) {
    try {
      long frame = frames.allocate();
      frames.fill(frame, content, length);
      own.put(address, frame);
      insertFrame(address, frame);
      return true;
    } catch (OutOfFramesException e) {
      return false;
    }
  }

  /** Shows a frame at an address, with the rights of its area. */
  void insertFrame(long address, long frame) {
    Vma area = find(address);
    if (area != null) {
      tables.map(address, frame, PAGE_SIZE, rights(area, area.writable()));
    }
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
    if (insert(address, pages.physicalOf(page), PAGE_SIZE, write)) {
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

  /** A page of a range that moves or is copied: where it is, and its frame. */
  private record Shown(long address, long frame, boolean write) {}

  /**
   * mremap: the range at {@code start} gets another length, at other addresses if {@code mayMove}.
   */
  public long remap(int owner, long start, long oldLength, long newLength, boolean mayMove)
      throws ErrnoException {
    long before = AddressLayout.pageAlign(oldLength);
    long after = AddressLayout.pageAlign(newLength);
    Vma area = find(start);
    if ((start & (PAGE_SIZE - 1)) != 0 || after <= 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if (area == null || start + before > area.end()) {
      throw new ErrnoException(Errno.EFAULT);
    }
    if (after <= before) {
      if (after < before) {
        unmap(start + after, before - after);
      }
      return start;
    }
    if (area.mapping != AnonymousMapping.INSTANCE || tooMuch(after)) {
      throw new ErrnoException(Errno.ENOMEM);
    }
    int protection = area.protection;
    if (start + before == area.end() && isFree(area.end(), start + after)) {
      addOwn(owner, area.end(), after - before, protection);
      return start;
    }
    if (!mayMove) {
      throw new ErrnoException(Errno.ENOMEM);
    }
    long target = freeRange(0, after);
    addOwn(owner, target, after, protection);
    List<Map.Entry<Long, Long>> moved = List.copyOf(own.subMap(start, start + before).entrySet());
    for (Map.Entry<Long, Long> page : moved) {
      own.remove(page.getKey());
      own.put(page.getKey() - start + target, page.getValue());
      if (protection != 0) {
        insertFrame(page.getKey() - start + target, page.getValue());
      }
    }
    unmap(start, before);
    return target;
  }

  /** fork: a copy of the memory; what is private is copied at once. ENOMEM. */
  public MemoryMaps fork() throws ErrnoException {
    MemoryMaps child = create();
    child.heapStart = heapStart;
    child.heapEnd = heapEnd;
    List<Shown> shown = new ArrayList<>();
    boolean done = false;
    try {
      for (Vma area : areas.values()) {
        MemoryMapping mapping = area.mapping.copy(area.range);
        child.areas.put(
            area.start(), new Vma(area.owner, area.range, area.protection, area.shared, mapping));
        if (!area.mapping.isPrivate()) {
          addShown(area, shown);
        }
      }
      tables.enter(child.space);
      for (Shown page : shown) {
        child.insert(page.address, page.frame, PAGE_SIZE, page.write);
      }
      for (Map.Entry<Long, Long> page : held.entrySet()) {
        if (pages.hold(page.getValue())) {
          child.held.put(page.getKey(), page.getValue());
        }
      }
      child.copyOwn(own);
      done = true;
    } catch (OutOfFramesException e) {
      throw new ErrnoException(Errno.ENOMEM);
    } finally {
      if (!done) {
        tables.enter(child.space);
        child.drop();
      }
      tables.enter(space);
      if (!done) {
        tables.release(child.space);
      }
    }
    return child;
  }

  private void addShown(Vma area, List<Shown> shown) {
    for (long at = area.start(); at < area.end(); at += PAGE_SIZE) {
      long frame = tables.translate(at);
      if (frame >= 0) {
        shown.add(new Shown(at, frame, tables.protection(at).write()));
      }
    }
  }

  private void copyOwn(NavigableMap<Long, Long> pages) {
    for (Map.Entry<Long, Long> page : pages.entrySet()) {
      long frame = frames.allocate();
      frames.copy(page.getValue(), frame);
      own.put(page.getKey(), frame);
    }
  }

  /** Gives back the tables of the space, which is in force no more. */
  public void release() {
    tables.release(space);
  }
}
