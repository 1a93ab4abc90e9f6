package io.kobox.kernel.module;

import io.kobox.fs.sysfs.Attribute;
import io.kobox.kernel.params.KernelParam;
import io.kobox.kernel.params.KernelParamOps;
import io.kobox.kernel.params.ParseArgs;
import io.kobox.machine.GuestMemory;
import io.kobox.mm.Slab;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;

/** A file of /sys/module/NAME/parameters (kernel/params.c: param_attr_show, param_attr_store). */
final class ParameterFile implements Attribute {
  private static final int PAGE_SIZE = 4096;

  private final KernelParam param;
  private final GuestMemory memory;
  private final Slab slab;
  private final KernelParamOps operations;
  private final ParseArgs parseArgs;

  ParameterFile(
      KernelParam param,
      GuestMemory memory,
      Slab slab,
      KernelParamOps operations,
      ParseArgs parseArgs) {
    this.param = param;
    this.memory = memory;
    this.slab = slab;
    this.operations = operations;
    this.parseArgs = parseArgs;
  }

  @Override
  public byte[] show() throws ErrnoException {
    if (!operations.readable(param)) {
      throw new ErrnoException(Errno.EPERM);
    }
    long page = slab.kmalloc(PAGE_SIZE, 0);
    try {
      int length = operations.get(param, page);
      if (length < 0) {
        throw new ErrnoException(-length);
      }
      return memory.bytes(page, Math.min(length, PAGE_SIZE));
    } finally {
      slab.kfree(page);
    }
  }

  @Override
  public int store(byte[] text) throws ErrnoException {
    if (!operations.writable(param)) {
      throw new ErrnoException(Errno.EPERM);
    }
    long page = slab.kmalloc(PAGE_SIZE, 0);
    try {
      int length = Math.min(text.length, PAGE_SIZE - 1);
      memory.write(page, text, 0, length);
      memory.putByte(page + length, (byte) 0);
      parseArgs.checkUnsafe(param);
      int result = operations.set(param, page);
      if (result != 0) {
        throw new ErrnoException(-result);
      }
      return text.length;
    } finally {
      slab.kfree(page);
    }
  }
}
