package io.kobox.unicorn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Memory of the host that is committed, as zeros, page by page when first touched. */
@SuppressWarnings("restricted")
public final class HostMemory {
  private static final long PROT_READ_WRITE = 3;
  private static final long PROT_READ_WRITE_EXECUTE = 7;
  private static final long MAP_PRIVATE = 2;
  private static final long MAP_ANONYMOUS_LINUX = 0x20;
  private static final long MAP_ANONYMOUS_MACOS = 0x1000;
  private static final long MAP_FAILED = -1;

  private static final MethodHandle MMAP = NativeFunctions.libc("mmap");
  private static final MethodHandle MUNMAP = NativeFunctions.libc("munmap");

  private HostMemory() {}

  /** {@code size} bytes, given back when {@code arena} closes. */
  public static MemorySegment map(long size, Arena arena) {
    return map(size, PROT_READ_WRITE, arena);
  }

  /** The same, for machine code of the host. */
  static MemorySegment mapExecutable(long size, Arena arena) {
    return map(size, PROT_READ_WRITE_EXECUTE, arena);
  }

  private static MemorySegment map(long size, long protection, Arena arena) {
    boolean macOs = System.getProperty("os.name", "").startsWith("Mac");
    long flags = MAP_PRIVATE | (macOs ? MAP_ANONYMOUS_MACOS : MAP_ANONYMOUS_LINUX);
    long address;
    try {
      address = (long) MMAP.invokeExact(0L, size, protection, flags, -1L, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw new UnicornException("mmap", e);
    }
    if (address == MAP_FAILED) {
      throw new UnicornException("the host has no " + size + " bytes of memory");
    }
    return MemorySegment.ofAddress(address).reinterpret(size, arena, HostMemory::unmap);
  }

  private static void unmap(MemorySegment memory) {
    try {
      long ignored =
          (long) MUNMAP.invokeExact(memory.address(), memory.byteSize(), 0L, 0L, 0L, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw new UnicornException("munmap", e);
    }
  }
}
