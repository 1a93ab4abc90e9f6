package io.kobox.lib;

import io.kobox.profile.FlagTables;
import io.kobox.profile.FlagTables.Flag;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The names of flags for %pG (include/trace/events/mmflags.h): those of the kernel's own tables,
 * which the profile of an image has; otherwise those of Debian's 6.1 for x86-64. The positions of
 * the fields beside a page's flags are 6.1's; they are macros, which type data does not have.
 */
final class FlagNames {
  /** Masks of several bits come first: what is left over shows by itself. */
  private static final long[] GFP_MASKS = {
    0x1c24ca, 0x1c20ca, 0x100cca, 0x100cc2, 0x100cc0, 0x400cc0, 0xcc0, 0xc40, 0xa20, 0xc00, 0x800,
    0x1, 0x2, 0x4, 0x20, 0x200, 0x40, 0x80, 0x2000, 0x4000, 0x8000, 0x10000, 0x40000, 0x100,
    0x80000, 0x20000, 0x100000, 0x200000, 0x10, 0x8, 0x400000, 0x1000, 0xc00, 0x400, 0x800, 0x800000
  };

  private static final String[] GFP_NAMES = {
    "GFP_TRANSHUGE",
    "GFP_TRANSHUGE_LIGHT",
    "GFP_HIGHUSER_MOVABLE",
    "GFP_HIGHUSER",
    "GFP_USER",
    "GFP_KERNEL_ACCOUNT",
    "GFP_KERNEL",
    "GFP_NOFS",
    "GFP_ATOMIC",
    "GFP_NOIO",
    "GFP_NOWAIT",
    "GFP_DMA",
    "__GFP_HIGHMEM",
    "GFP_DMA32",
    "__GFP_HIGH",
    "__GFP_ATOMIC",
    "__GFP_IO",
    "__GFP_FS",
    "__GFP_NOWARN",
    "__GFP_RETRY_MAYFAIL",
    "__GFP_NOFAIL",
    "__GFP_NORETRY",
    "__GFP_COMP",
    "__GFP_ZERO",
    "__GFP_NOMEMALLOC",
    "__GFP_MEMALLOC",
    "__GFP_HARDWALL",
    "__GFP_THISNODE",
    "__GFP_RECLAIMABLE",
    "__GFP_MOVABLE",
    "__GFP_ACCOUNT",
    "__GFP_WRITE",
    "__GFP_RECLAIM",
    "__GFP_DIRECT_RECLAIM",
    "__GFP_KSWAPD_RECLAIM",
    "__GFP_ZEROTAGS"
  };

  private static final int[] VMA_BITS = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 37, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
    26, 27, 28, 29, 30, 31
  };

  private static final String[] VMA_NAMES = {
    "read",
    "write",
    "exec",
    "shared",
    "mayread",
    "maywrite",
    "mayexec",
    "mayshare",
    "growsdown",
    "uffd_missing",
    "uffd_minor",
    "pfnmap",
    "uffd_wp",
    "locked",
    "io",
    "seqread",
    "randread",
    "dontcopy",
    "dontexpand",
    "lockonfault",
    "account",
    "noreserve",
    "hugetlb",
    "sync",
    "pat",
    "wipeonfork",
    "dontdump",
    "softdirty",
    "mixedmap",
    "hugepage",
    "nohugepage",
    "mergeable"
  };

  private static final int[] PAGE_BITS = {
    0, 7, 8, 1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24
  };

  private static final String[] PAGE_NAMES = {
    "locked",
    "waiters",
    "error",
    "referenced",
    "uptodate",
    "dirty",
    "lru",
    "active",
    "workingset",
    "slab",
    "owner_priv_1",
    "arch_1",
    "reserved",
    "private",
    "private_2",
    "writeback",
    "head",
    "mappedtodisk",
    "reclaim",
    "swapbacked",
    "unevictable",
    "mlocked",
    "uncached",
    "hwpoison",
    "arch_2"
  };

  private static final int NODES_SHIFT = 54;
  private static final int ZONES_SHIFT = 51;
  private static final int LAST_CPUPID_SHIFT = 30;
  private static final int LAST_CPUPID_MASK = 0x1fffff;

  private final Supplier<@Nullable FlagTables> kernels;

  /**
   * Of one kernel.
   *
   * @param kernels its own tables; null if they are not known
   */
  FlagNames(Supplier<@Nullable FlagTables> kernels) {
    this.kernels = kernels;
  }

  private FlagTables tables() {
    FlagTables known = kernels.get();
    return known != null
        ? known
        : new FlagTables(
            table(GFP_MASKS, GFP_NAMES),
            table(masks(PAGE_BITS), PAGE_NAMES),
            table(masks(VMA_BITS), VMA_NAMES));
  }

  private static List<Flag> table(long[] masks, String[] names) {
    return IntStream.range(0, masks.length).mapToObj(i -> new Flag(masks[i], names[i])).toList();
  }

  private static long[] masks(int[] bits) {
    return Arrays.stream(bits).mapToLong(bit -> 1L << bit).toArray();
  }

  void gfp(OutputBuffer out, long flags) {
    format(out, flags, tables().gfp());
  }

  void vma(OutputBuffer out, long flags) {
    format(out, flags, tables().vma());
  }

  /** The flags proper and the fields kept beside them (format_page_flags()). */
  void page(OutputBuffer out, long flags) {
    List<Flag> table = tables().page();
    long all = table.stream().mapToLong(Flag::mask).reduce(0, (a, b) -> a | b);
    NumberFormat.number(out, flags, PrintfSpec.hexFlags());
    out.append('(');
    if ((flags & all) != 0) {
      format(out, flags & all, table);
      out.append('|');
    }
    out.append("node=" + (flags >>> NODES_SHIFT));
    out.append("|zone=" + (flags >>> ZONES_SHIFT & 7));
    out.append("|lastcpupid=");
    NumberFormat.number(out, flags >>> LAST_CPUPID_SHIFT & LAST_CPUPID_MASK, PrintfSpec.hexFlags());
    out.append(')');
  }

  private static void format(OutputBuffer out, long flags, List<Flag> table) {
    long left = flags;
    for (Flag flag : table) {
      if (left != 0 && (left & flag.mask()) == flag.mask()) {
        out.append(flag.name());
        left &= ~flag.mask();
        out.append(left != 0 ? "|" : "");
      }
    }
    if (left != 0) {
      NumberFormat.number(out, left, PrintfSpec.hexFlags());
    }
  }
}
