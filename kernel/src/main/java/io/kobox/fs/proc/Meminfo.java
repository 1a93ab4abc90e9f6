package io.kobox.fs.proc;

import io.kobox.machine.AddressLayout;
import io.kobox.machine.FrameAllocator;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * /proc/meminfo (fs/proc/meminfo.c, arch/x86/mm/pat/set_memory.c). What the machine does not have,
 * as swap, is 0.
 */
public final class Meminfo {
  private static final long KIB = 1024;

  private final FrameAllocator frames;
  private final LongSupplier slabPages;
  private final LongSupplier vmallocPages;
  private final LongSupplier stackBytes;

  /** {@code stackBytes}: of the kernel stacks of all tasks. */
  public Meminfo(
      FrameAllocator frames,
      LongSupplier slabPages,
      LongSupplier vmallocPages,
      LongSupplier stackBytes) {
    this.frames = frames;
    this.slabPages = slabPages;
    this.vmallocPages = vmallocPages;
    this.stackBytes = stackBytes;
  }

  /** The file's text. */
  public String text() {
    long total = pages(frames.totalFrames());
    long free = pages(frames.freeFrames());
    long slab = pages(slabPages.getAsLong());
    Lines lines = new Lines();
    lines.kib("MemTotal", total).kib("MemFree", free).kib("MemAvailable", free);
    lines.none("Buffers", "Cached", "SwapCached", "Active", "Inactive", "Active(anon)");
    lines.none("Inactive(anon)", "Active(file)", "Inactive(file)", "Unevictable", "Mlocked");
    lines.none("SwapTotal", "SwapFree", "Zswap", "Zswapped", "Dirty", "Writeback", "AnonPages");
    lines.none("Mapped", "Shmem", "KReclaimable");
    lines.kib("Slab", slab).none("SReclaimable").kib("SUnreclaim", slab);
    lines.kib("KernelStack", stackBytes.getAsLong() / KIB);
    lines.none("PageTables", "SecPageTables", "NFS_Unstable", "Bounce", "WritebackTmp");
    lines.kib("CommitLimit", total / 2).none("Committed_AS");
    long area = AddressLayout.VMALLOC_END - AddressLayout.VMALLOC;
    lines.line("VmallocTotal:   %d kB", area / KIB - 1);
    lines.kib("VmallocUsed", pages(vmallocPages.getAsLong()));
    lines.none("VmallocChunk", "Percpu").line("HardwareCorrupted: %5d kB", 0);
    lines.none("AnonHugePages", "ShmemHugePages", "ShmemPmdMapped", "FileHugePages");
    lines.none("FilePmdMapped");
    lines.line("HugePages_Total:   %5d", 0).line("HugePages_Free:    %5d", 0);
    lines.line("HugePages_Rsvd:    %5d", 0).line("HugePages_Surp:    %5d", 0);
    lines.kib("Hugepagesize", AddressLayout.LARGE_PAGE_SIZE / KIB).none("Hugetlb");
    return lines
        .line("DirectMap4k:    %8d kB", 0)
        .line("DirectMap2M:    %8d kB", total)
        .text
        .toString();
  }

  private static long pages(long count) {
    return count * AddressLayout.PAGE_SIZE / KIB;
  }

  /** The text as it grows. */
  private static final class Lines {
    private final StringBuilder text = new StringBuilder();

    /** show_val_kb(): names have 16 columns, numbers 8. */
    Lines kib(String name, long value) {
      return line("%-16s%8d kB", name + ":", value);
    }

    Lines none(String... names) {
      for (String name : names) {
        kib(name, 0);
      }
      return this;
    }

    Lines line(String format, Object... values) {
      text.append(String.format(Locale.ROOT, format, values)).append('\n');
      return this;
    }
  }
}
