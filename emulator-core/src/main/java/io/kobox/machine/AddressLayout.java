package io.kobox.machine;

/**
 * Where things are in the virtual address space: the x86-64 layout with 4-level page tables and no
 * randomisation (Documentation/x86/x86_64/mm.rst).
 */
public final class AddressLayout {
  public static final int PAGE_SHIFT = 12;
  public static final int PAGE_SIZE = 1 << PAGE_SHIFT;
  public static final int LARGE_PAGE_SIZE = 2 << 20;

  /** User space is below; its last page is never mapped (TASK_SIZE_MAX). */
  public static final long USER_END = 0x00007ffffffff000L;

  /** All physical memory, writable. */
  public static final long DIRECT_MAP = 0xffff888000000000L;

  public static final long VMALLOC = 0xffffc90000000000L;
  public static final long VMALLOC_END = 0xffffe90000000000L;
  public static final long VMEMMAP = 0xffffea0000000000L;
  public static final long KERNEL_TEXT = 0xffffffff81000000L;

  /** The emulator's own pages of traps: within a call's reach of kernel and modules. */
  public static final long TRAPS = 0xffffffffb0000000L;

  public static final long TRAPS_END = 0xffffffffc0000000L;
  public static final long MODULES = 0xffffffffc0000000L;
  public static final long MODULES_END = 0xffffffffff000000L;

  private AddressLayout() {}

  /** Whether bits 63 to 47 of {@code address} are equal, as the CPU demands. */
  public static boolean isCanonical(long address) {
    long sign = address >> 47;
    return sign == 0 || sign == -1;
  }

  /** Whether {@code address} lies where the kernel's own code and data are. */
  public static boolean isKernelImage(long address) {
    return Long.compareUnsigned(address, KERNEL_TEXT) >= 0
        && Long.compareUnsigned(address, TRAPS) < 0;
  }

  /** {@code address} rounded down to its page. */
  public static long pageOf(long address) {
    return address & -PAGE_SIZE;
  }

  /** {@code length} rounded up to whole pages. */
  public static long pageAlign(long length) {
    return (length + PAGE_SIZE - 1) & -PAGE_SIZE;
  }
}
