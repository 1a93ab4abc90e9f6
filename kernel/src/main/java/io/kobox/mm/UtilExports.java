package io.kobox.mm;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.export.ServedCall;
import io.kobox.machine.GuestMemory;
import io.kobox.types.FunctionType;
import io.kobox.types.Structs;

/** Copies of strings and memory, and memory from either allocator (mm/util.c). */
public final class UtilExports {
  private final Slab slab;
  private final VmArea vmalloc;
  private final GuestMemory memory;
  private final InvalidFrees invalidFrees;
  private final VmallocExports vmallocs;
  private final Structs structs;

  public UtilExports(
      Slab slab,
      VmArea vmalloc,
      GuestMemory memory,
      InvalidFrees invalidFrees,
      VmallocExports vmallocs,
      Structs structs) {
    this.slab = slab;
    this.vmalloc = vmalloc;
    this.invalidFrees = invalidFrees;
    this.vmallocs = vmallocs;
    this.structs = structs;
    this.memory = memory;
  }

  /** char *kstrdup(const char *s, gfp_t gfp). */
  @KernelExport
  long kstrdup(long string, int gfp) {
    return string == 0 ? 0 : duplicate(string, memory.stringLength(string, Integer.MAX_VALUE), gfp);
  }

  /** const char *kstrdup_const(const char *s, gfp_t gfp). */
  @KernelExport(level = Level.PARTIAL, note = "always copies, also what lies in .rodata")
  long kstrdup_const(long string, int gfp) {
    return kstrdup(string, gfp);
  }

  /** char *kstrndup(const char *s, size_t max, gfp_t gfp). */
  @KernelExport
  long kstrndup(long string, long max, int gfp) {
    return string == 0 ? 0 : duplicate(string, memory.stringLength(string, max), gfp);
  }

  /** char *kmemdup_nul(const char *s, size_t len, gfp_t gfp). */
  @KernelExport
  long kmemdup_nul(long string, long length, int gfp) {
    return string == 0 ? 0 : duplicate(string, length, gfp);
  }

  private long duplicate(long string, long length, int gfp) {
    long copy = slab.kmalloc(length + 1, gfp);
    if (copy != 0) {
      memory.copy(string, copy, length);
      memory.putByte(copy + length, (byte) 0);
    }
    return copy;
  }

  /** void *kmemdup(const void *src, size_t len, gfp_t gfp). */
  @KernelExport(aliases = "kmemdup_noprof")
  long kmemdup(long source, long length, int gfp) {
    long copy = slab.kmalloc(length, gfp);
    if (copy != 0) {
      memory.copy(source, copy, length);
    }
    return copy;
  }

  /** void *kmemdup_array(const void *src, size_t count, size_t element_size, gfp_t gfp). */
  @KernelExport
  long kmemdup_array(long source, long count, long elementSize, int gfp) {
    long length = Math.unsignedMultiplyHigh(count, elementSize) == 0 ? count * elementSize : -1;
    return kmemdup(source, length, gfp);
  }

  /** void kfree_const(const void *x). */
  @KernelExport
  void kfree_const(long object) {
    if (!slab.kfree(object)) {
      invalidFrees.free(object);
    }
  }

  /** void *kvmalloc_node(size_t size, gfp_t flags, int node). */
  @KernelExport
  long kvmalloc_node(long size, int flags, int node) {
    long object = slab.kmalloc(size, flags | Gfp.NOWARN);
    return object != 0 ? object : vmallocs.vmalloc(size);
  }

  /** void *__kvmalloc_node_noprof(size, b, align, flags, node); b and align are optional. */
  @KernelExport
  void __kvmalloc_node_noprof(ServedCall call) {
    FunctionType function = structs.function("__kvmalloc_node_noprof");
    int flags = (int) function.argument(call, "flags");
    call.result(kvmalloc_node(function.argument(call, "size"), flags, 0));
  }

  /** void kvfree(const void *addr). */
  @KernelExport
  void kvfree(long address) {
    if (vmalloc.contains(address)) {
      vmallocs.vfree(address);
    } else {
      kfree_const(address);
    }
  }

  /** void kvfree_sensitive(const void *addr, size_t len). */
  @KernelExport
  void kvfree_sensitive(long address, long length) {
    if (address != 0) {
      memory.fill(address, length, (byte) 0);
      kvfree(address);
    }
  }
}
