package io.kobox.machine;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The guest's RAM, from physical address 0 on. The host commits a page of it when it is first
 * touched; until then it reads as zero.
 */
@SuppressWarnings("restricted")
public final class PhysicalMemory implements AutoCloseable {
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_ANONYMOUS_LINUX = 0x20;
  private static final int MAP_ANONYMOUS_MACOS = 0x1000;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment ram;

  /** RAM of {@code size} bytes, a multiple of the large page size. */
  public PhysicalMemory(long size) {
    if (size <= 0 || size % AddressLayout.LARGE_PAGE_SIZE != 0) {
      throw new IllegalArgumentException("RAM size must be a multiple of 2 MB: " + size);
    }
    this.ram = MemorySegment.ofAddress(map(size)).reinterpret(size, arena, PhysicalMemory::unmap);
  }

  /** All of it; the index is the physical address. */
  public MemorySegment ram() {
    return ram;
  }

  /** Its size in bytes. */
  public long size() {
    return ram.byteSize();
  }

  @Override
  public void close() {
    arena.close();
  }

  private static long map(long size) {
    boolean macOs = System.getProperty("os.name", "").startsWith("Mac");
    MethodHandle mmap =
        handle(
            "mmap",
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    long address;
    try {
      address =
          (long)
              mmap.invokeExact(
                  0L,
                  size,
                  PROT_READ_WRITE,
                  MAP_PRIVATE | (macOs ? MAP_ANONYMOUS_MACOS : MAP_ANONYMOUS_LINUX),
                  -1,
                  0L);
    } catch (Throwable e) {
      throw new IllegalStateException("mmap", e);
    }
    if (address == -1) {
      throw new IllegalStateException("the host has no " + size + " bytes of address space");
    }
    return address;
  }

  private static void unmap(MemorySegment ram) {
    MethodHandle munmap =
        handle("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    try {
      int ignored = (int) munmap.invokeExact(ram.address(), ram.byteSize());
    } catch (Throwable e) {
      throw new IllegalStateException("munmap", e);
    }
  }

  private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), descriptor);
  }
}
