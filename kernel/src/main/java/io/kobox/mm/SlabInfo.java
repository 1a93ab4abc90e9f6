package io.kobox.mm;

import java.util.Locale;

/** /proc/slabinfo (mm/slab_common.c: slab_show(), mm/slub.c: get_slabinfo()). */
public final class SlabInfo {
  private static final String HEADER =
      """
      slabinfo - version: 2.1
      # name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab>\
       : tunables <limit> <batchcount> <sharedfactor>\
       : slabdata <active_slabs> <num_slabs> <sharedavail>
      """;

  private final Slab slab;

  public SlabInfo(Slab slab) {
    this.slab = slab;
  }

  /** The file's text. A slab of a CPU counts as wholly in use, as on Linux. */
  public String text() {
    StringBuilder text = new StringBuilder(HEADER);
    for (KmemCache cache : slab.caches()) {
      int slabs = cache.slabCount();
      int objects = slabs * cache.objectsPerSlab();
      text.append(
          String.format(
              Locale.ROOT,
              "%-17s %6d %6d %6d %4d %4d : tunables %4d %4d %4d : slabdata %6d %6d %6d\n",
              cache.name(),
              objects,
              objects,
              cache.linuxSize(),
              cache.objectsPerSlab(),
              cache.pagesPerSlab(),
              0,
              0,
              0,
              slabs,
              slabs,
              0));
    }
    return text.toString();
  }

  /** The pages of all slabs. */
  public long pages() {
    return slab.caches().stream().mapToLong(c -> (long) c.slabCount() * c.pagesPerSlab()).sum();
  }
}
