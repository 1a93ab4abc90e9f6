package io.kobox.fs.seq;

import io.kobox.machine.Protection;
import io.kobox.mm.Slab;
import io.kobox.mm.VmArea;

/** Buffers of seq_files (seq_buf_alloc: kvmalloc). */
public final class SeqBuffers {
  private final Slab slab;
  private final VmArea vmalloc;

  public SeqBuffers(Slab slab, VmArea vmalloc) {
    this.slab = slab;
    this.vmalloc = vmalloc;
  }

  /** 0 when there is no memory. */
  long allocate(long size) {
    long address = slab.kmalloc(size, 0);
    return address != 0 ? address : vmalloc.allocate(size, Protection.READ_WRITE);
  }

  void free(long address) {
    if (vmalloc.contains(address)) {
      vmalloc.free(address);
    } else {
      slab.kfree(address);
    }
  }
}
