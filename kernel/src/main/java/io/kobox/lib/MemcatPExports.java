package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;
import io.kobox.mm.Gfp;

/** lib/memcat_p.c. */
public final class MemcatPExports {
  private final GuestMemory memory;
  private final Kmalloc kmalloc;

  public MemcatPExports(GuestMemory memory, Kmalloc kmalloc) {
    this.memory = memory;
    this.kmalloc = kmalloc;
  }

  /** void **__memcat_p(void **a, void **b): both arrays of pointers in one, ended by NULL. */
  @KernelExport
  public long __memcat_p(long a, long b) {
    long first = size(a);
    long second = size(b);
    long joined = kmalloc.kmalloc((first + second + 1) * Long.BYTES, Gfp.KERNEL);
    if (joined != 0) {
      memory.copy(a, joined, first * Long.BYTES);
      memory.copy(b, joined + first * Long.BYTES, (second + 1) * Long.BYTES);
    }
    return joined;
  }

  private long size(long array) {
    long size = 0;
    while (memory.getLong(array + size * Long.BYTES) != 0) {
      size++;
    }
    return size;
  }
}
