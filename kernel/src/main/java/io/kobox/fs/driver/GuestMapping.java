package io.kobox.fs.driver;

import io.kobox.fs.OpenFile;
import io.kobox.kernel.entry.Guest;
import io.kobox.mm.MappedRange;
import io.kobox.mm.MemoryMapping;
import io.kobox.mm.MemoryMaps;
import io.kobox.syscalls.ErrnoException;
import io.kobox.types.Struct;

/** A driver's file in the memory of a process, with its struct vm_area_struct. */
final class GuestMapping implements MemoryMapping {
  /** VM_READ, VM_MAYREAD, VM_MAYEXEC. */
  private static final long VM_READ = 0x51;

  /** VM_WRITE, VM_MAYWRITE. */
  private static final long VM_WRITE = 0x22;

  /** VM_SHARED, VM_MAYSHARE. */
  private static final long VM_SHARED = 0x88;

  /** PAGE_READONLY: present, user, accessed, no execution; PAGE_SHARED: with _PAGE_RW. */
  private static final long PAGE_READONLY = 0x8000000000000025L;

  private static final long PAGE_RW = 2;

  private static final int FAULT_FLAG_WRITE = 1;
  private static final int FAULT_FLAG_USER = 0x40;

  /** VM_FAULT_ERROR: out of memory, SIGBUS, SIGSEGV, poisoned. */
  private static final int VM_FAULT_ERROR = 0x73;

  private static final int VM_FAULT_NOPAGE = 0x100;
  private static final int VM_FAULT_LOCKED = 0x200;

  private final Guest guest;
  private final OpenFile file;
  private MappedRange range;
  private final Struct vma;

  private GuestMapping(Guest guest, OpenFile file, MappedRange range, Struct vma) {
    this.guest = guest;
    this.file = file;
    this.range = range;
    this.vma = vma;
  }

  /**
   * Calls a driver's {@code int mmap(struct file *, struct vm_area_struct *)}.
   *
   * @throws ErrnoException the driver's error
   */
  static GuestMapping map(
      Guest guest, OpenFile file, long method, long structFile, MappedRange range)
      throws ErrnoException {
    Struct vma = guest.allocate("vm_area_struct");
    vma.set("vm_start", range.start());
    vma.set("vm_end", range.end());
    vma.set("vm_pgoff", range.pageOffset());
    vma.set("vm_file", structFile);
    vma.set(
        "vm_flags", VM_READ | (range.write() ? VM_WRITE : 0) | (range.shared() ? VM_SHARED : 0));
    vma.set("vm_page_prot.pgprot", PAGE_READONLY | (range.write() ? PAGE_RW : 0));
    int error = guest.callInt(method, structFile, vma.address());
    if (error != 0) {
      guest.free(vma.address());
      throw Guest.failure(error);
    }
    file.hold();
    return new GuestMapping(guest, file, range, vma);
  }

  private long operation(String name) {
    long operations = vma.get("vm_ops");
    return operations == 0 ? 0 : guest.at("vm_operations_struct", operations).get(name);
  }

  @Override
  public boolean fault(MemoryMaps maps, long address, boolean write) {
    long method = operation("fault");
    long memory = method == 0 ? 0 : guest.zalloc(guest.structs().type("vm_fault").size());
    if (memory == 0) {
      return false;
    }
    try {
      Struct fault = guest.at("vm_fault", memory);
      fault.set("vma", vma.address());
      fault.set("address", address);
      if (fault.has("real_address")) {
        fault.set("real_address", address);
      }
      fault.set("pgoff", range.pageOffset() + ((address - range.start()) >>> 12));
      fault.set("flags", FAULT_FLAG_USER | (write ? FAULT_FLAG_WRITE : 0));
      int result = guest.callInt(method, memory);
      return (result & VM_FAULT_ERROR) == 0 && finish(maps, fault, address, result);
    } finally {
      guest.free(memory);
    }
  }

  /** finish_fault: the page that the driver told is put there, its reference is taken over. */
  private boolean finish(MemoryMaps maps, Struct fault, long address, int result) {
    if ((result & VM_FAULT_NOPAGE) != 0) {
      return true;
    }
    long page = fault.get("page");
    if (page == 0) {
      return false;
    }
    if ((result & VM_FAULT_LOCKED) != 0) {
      Struct locked = guest.at("page", page);
      locked.set("flags", locked.get("flags") & ~1L);
    }
    maps.insertPage(address, page, (vma.get("vm_page_prot.pgprot") & PAGE_RW) != 0);
    return true;
  }

  /** vm_area_dup, and vm_ops->open. */
  @Override
  public MemoryMapping copy(MappedRange part) throws ErrnoException {
    Struct copied = guest.allocate("vm_area_struct");
    long size = guest.structs().type("vm_area_struct").size();
    guest.memory().copy(vma.address(), copied.address(), size);
    GuestMapping copy = new GuestMapping(guest, file, part, copied);
    copy.placed();
    file.hold();
    long method = copy.operation("open");
    if (method != 0) {
      guest.call(method, copied.address());
    }
    return copy;
  }

  @Override
  public void shrunk(MappedRange part) {
    range = part;
    placed();
  }

  private void placed() {
    vma.set("vm_start", range.start());
    vma.set("vm_end", range.end());
    vma.set("vm_pgoff", range.pageOffset());
  }

  @Override
  public boolean mayWrite() {
    return !range.shared() || file.isWritable();
  }

  /** remove_vma. */
  @Override
  public void close() {
    long method = operation("close");
    if (method != 0) {
      guest.call(method, vma.address());
    }
    guest.free(vma.address());
    file.drop();
  }

  @Override
  public String name() {
    return file.path().dentry().name();
  }
}
