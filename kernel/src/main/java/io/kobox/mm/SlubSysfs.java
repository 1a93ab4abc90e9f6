package io.kobox.mm;

import io.kobox.fs.sysfs.Attribute;
import io.kobox.fs.sysfs.SysfsDirectory;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * /sys/kernel/slab/NAME (mm/slub.c: sysfs_slab_add, slab_attrs). A slab of a CPU counts as wholly
 * in use, as on Linux. Caches are not merged here: each has a directory, none is a link to
 * another's.
 */
public final class SlubSysfs implements SlabCaches {
  private static final int OWNER_READ = 0400;
  private static final int OWNER_WRITE = 0600;
  private static final int PAGE = 4096;

  /** What is 0 for every cache of this kernel: debugging that is off, flags that are not kept. */
  private static final List<String> ZEROES =
      List.of(
          "aliases",
          "cache_dma",
          "destroy_by_rcu",
          "objects_partial",
          "partial",
          "poison",
          "reclaim_account",
          "red_zone",
          "sanity_checks",
          "store_user",
          "trace");

  private final SysfsDirectory slabs;
  private final LongFunction<String> symbol;

  /**
   * @param slabs /sys/kernel/slab
   * @param symbol how %pS prints an address
   */
  public SlubSysfs(SysfsDirectory slabs, LongFunction<String> symbol) {
    this.slabs = slabs;
    this.symbol = symbol;
  }

  /** A cache of a name that another has too gets no directory. */
  @Override
  public void created(KmemCache cache) {
    if (slabs.find(cache.name()) != null) {
      return;
    }
    try {
      addFiles(slabs.createDirectory(cache.name()), cache);
    } catch (ErrnoException e) {
      // a name that can be no file's
      slabs.remove(cache.name());
    }
  }

  @Override
  public void destroyed(KmemCache cache) {
    slabs.remove(cache.name());
  }

  private void addFiles(SysfsDirectory directory, KmemCache cache) throws ErrnoException {
    for (String name : ZEROES) {
      directory.createFile(name, OWNER_READ, new Text(() -> "0"));
    }
    int size = cache.linuxSize();
    number(directory, "align", cache.align());
    number(directory, "hwcache_align", cache.hwcacheAlign() ? 1 : 0);
    number(directory, "object_size", cache.objectSize());
    number(directory, "objs_per_slab", cache.objectsPerSlab());
    number(directory, "order", Integer.numberOfTrailingZeros(cache.pagesPerSlab()));
    number(directory, "slab_size", size);
    number(directory, "usersize", cache.name().startsWith("kmalloc-") ? cache.objectSize() : 0);
    long constructor = cache.constructor();
    directory.createFile(
        "ctor", OWNER_READ, new Text(() -> constructor == 0 ? "" : symbol.apply(constructor)));
    directory.createFile(
        "cpu_slabs", OWNER_READ, new Text(() -> onNode(cache.slabCount() > 0 ? 1 : 0)));
    directory.createFile("slabs", OWNER_READ, new Text(() -> onNode(cache.slabCount())));
    Text objects = new Text(() -> onNode(cache.slabCount() * cache.objectsPerSlab()));
    directory.createFile("objects", OWNER_READ, objects);
    directory.createFile("total_objects", OWNER_READ, objects);
    directory.createFile("slabs_cpu_partial", OWNER_READ, new Text(() -> "0(0)"));
    directory.createFile("cpu_partial", OWNER_WRITE, new Text(() -> "" + cpuPartial(size)));
    directory.createFile("min_partial", OWNER_WRITE, new Text(() -> "" + minPartial(size)));
    directory.createFile("remote_node_defrag_ratio", OWNER_WRITE, new Text(() -> "100"));
    directory.createFile("shrink", OWNER_WRITE, new Command());
    directory.createFile("validate", OWNER_WRITE, new Command());
  }

  private static void number(SysfsDirectory directory, String name, int value)
      throws ErrnoException {
    directory.createFile(name, OWNER_READ, new Text(() -> "" + value));
  }

  /** show_slab_objects: all in node 0. */
  private static String onNode(int count) {
    return count == 0 ? "0" : count + " N0=" + count;
  }

  /** slub_set_cpu_partial. */
  private static int cpuPartial(int size) {
    if (size >= PAGE) {
      return 6;
    }
    if (size >= PAGE / 4) {
      return 24;
    }
    return size >= PAGE / 16 ? 52 : 120;
  }

  /** kmem_cache_open: MIN_PARTIAL to MAX_PARTIAL. */
  private static int minPartial(int size) {
    return Math.clamp((31 - Integer.numberOfLeadingZeros(size)) / 2, 5, 10);
  }

  private record Text(Supplier<String> text) implements Attribute {
    @Override
    public byte[] show() {
      String line = text.get();
      return (line.isEmpty() ? "" : line + "\n").getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /**
   * What a written 1 starts; there is nothing to shrink, and what is wrong is always looked for.
   */
  private static final class Command implements Attribute {
    @Override
    public byte[] show() {
      return new byte[0];
    }

    @Override
    public int store(byte[] text) throws ErrnoException {
      if (text.length == 0 || text[0] != '1') {
        throw new ErrnoException(Errno.EINVAL);
      }
      return text.length;
    }
  }
}
