package io.kobox.arch.x86.entry;

import static io.kobox.arch.x86.entry.FileSyscalls.done;

import io.kobox.kernel.process.MmapCall;
import io.kobox.kernel.process.Process;
import io.kobox.kernel.process.ProcessCalls;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;

/** A program's own memory (mm/mmap.c, mm/mprotect.c, mm/mremap.c, mm/madvise.c). */
final class MemorySyscalls {
  private static final int MREMAP_MAYMOVE = 1;
  private static final int MADV_DONTNEED = 4;

  private final ProcessCalls calls;
  private final Process process;

  MemorySyscalls(ProcessCalls calls, Process process) {
    this.calls = calls;
    this.process = process;
  }

  void addTo(SyscallTable table) {
    table.add(9, this::mmap);
    table.add(10, this::mprotect);
    table.add(11, a -> done(() -> calls.munmap(a[0], a[1])));
    table.add(12, this::brk);
    table.add(25, this::mremap);
    table.add(26, this::msync);
    table.add(28, this::madvise);
  }

  private long mmap(long[] a) throws ErrnoException {
    calls.enter();
    return new MmapCall(process.pid(), process.files().descriptors(), process.memory())
        .map(a[0], a[1], (int) a[2], (int) a[3], (int) a[4], a[5]);
  }

  private long mprotect(long[] a) throws ErrnoException {
    calls.enter();
    process.memory().protect(a[0], a[1], (int) a[2]);
    return 0;
  }

  private long brk(long[] a) {
    calls.enter();
    return process.memory().brk(process.pid(), a[0]);
  }

  private long mremap(long[] a) throws ErrnoException {
    calls.enter();
    int flags = (int) a[3];
    if ((flags & ~MREMAP_MAYMOVE) != 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    return process.memory().remap(process.pid(), a[0], a[1], a[2], flags != 0);
  }

  /** There is nothing between memory and files that would have to be written. */
  private long msync(long[] a) throws ErrnoException {
    calls.enter();
    if (!process.memory().contains(a[0])) {
      throw new ErrnoException(Errno.ENOMEM);
    }
    return 0;
  }

  /** MADV_DONTNEED makes anonymous memory zeroes again; other advice changes nothing to see. */
  private long madvise(long[] a) throws ErrnoException {
    calls.enter();
    if ((int) a[2] == MADV_DONTNEED) {
      process.memory().discard(a[0], a[1]);
    }
    return 0;
  }
}
