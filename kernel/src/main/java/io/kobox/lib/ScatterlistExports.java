package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.GuestMemory;
import io.kobox.mm.PageAllocator;
import io.kobox.types.Struct;
import io.kobox.types.Structs;
import java.util.function.LongConsumer;

/** lib/scatterlist.c. */
public final class ScatterlistExports {
  /** SG_MAX_SINGLE_ALLOC. */
  private static final int MOST_ENTRIES = 128;

  private static final int EINVAL = 22;
  private static final int ENOMEM = 12;

  private final GuestMemory memory;
  private final Structs structs;
  private final GuestScatterlist lists;
  private final PageAllocator pages;
  private final Kmalloc kmalloc;
  private final LongConsumer kfree;
  private final WalkLimit limit;

  public ScatterlistExports(
      GuestMemory memory,
      Structs structs,
      PageAllocator pages,
      Kmalloc kmalloc,
      LongConsumer kfree,
      WalkLimit limit) {
    this.memory = memory;
    this.structs = structs;
    this.lists = new GuestScatterlist(memory, structs);
    this.pages = pages;
    this.kmalloc = kmalloc;
    this.kfree = kfree;
    this.limit = limit;
  }

  /** void sg_init_table(struct scatterlist *sgl, unsigned int nents). */
  @KernelExport
  void sg_init_table(long list, int count) {
    lists.init(list, count);
  }

  /** void sg_init_one(struct scatterlist *sg, const void *buf, unsigned int buflen). */
  @KernelExport
  void sg_init_one(long entry, long buffer, int length) {
    lists.init(entry, 1);
    lists.set(
        entry,
        pages.virtToPage(buffer),
        buffer & (AddressLayout.PAGE_SIZE - 1),
        Integer.toUnsignedLong(length));
  }

  /** int sg_alloc_table(struct sg_table *table, unsigned int nents, gfp_t gfp_mask). */
  @KernelExport
  int sg_alloc_table(long table, int count, int gfp) {
    Struct struct = structs.at("sg_table", table);
    memory.fill(table, structs.type("sg_table").size(), (byte) 0);
    if (count == 0) {
      return -EINVAL;
    }
    long previous = 0;
    int left = count;
    while (left != 0) {
      boolean more = Integer.compareUnsigned(left, MOST_ENTRIES) > 0;
      int entries = more ? MOST_ENTRIES : left;
      long chunk = kmalloc.kmalloc((long) entries * lists.entrySize(), gfp);
      if (chunk == 0) {
        sg_free_table(table);
        return -ENOMEM;
      }
      lists.init(chunk, entries);
      if (previous == 0) {
        struct.set("sgl", chunk);
      } else {
        lists.chain(previous, MOST_ENTRIES, chunk);
      }
      int used = more ? entries - 1 : entries; // the last one leads to the next chunk
      struct.set("nents", struct.getInt("nents") + used);
      struct.set("orig_nents", struct.getInt("orig_nents") + used);
      previous = chunk;
      left -= used;
    }
    return 0;
  }

  /** void sg_free_table(struct sg_table *table). */
  @KernelExport
  void sg_free_table(long table) {
    Struct struct = structs.at("sg_table", table);
    long chunk = struct.get("sgl");
    int left = struct.getInt("orig_nents");
    while (chunk != 0 && left != 0) {
      boolean more = Integer.compareUnsigned(left, MOST_ENTRIES) > 0;
      long next = more ? lists.page(chunk + (MOST_ENTRIES - 1L) * lists.entrySize()) : 0;
      left -= more ? MOST_ENTRIES - 1 : left;
      kfree.accept(chunk);
      chunk = next;
    }
    struct.set("sgl", 0);
    struct.set("nents", 0);
    struct.set("orig_nents", 0);
  }

  /** size_t sg_copy_from_buffer(struct scatterlist *sgl, nents, const void *buf, size_t buflen). */
  @KernelExport
  long sg_copy_from_buffer(long list, int count, long buffer, long length) {
    return copy(list, count, buffer, length, 0, true);
  }

  /** size_t sg_copy_to_buffer(struct scatterlist *sgl, nents, void *buf, size_t buflen). */
  @KernelExport
  long sg_copy_to_buffer(long list, int count, long buffer, long length) {
    return copy(list, count, buffer, length, 0, false);
  }

  /** size_t sg_pcopy_from_buffer(sgl, nents, buf, buflen, off_t skip). */
  @KernelExport
  long sg_pcopy_from_buffer(long list, int count, long buffer, long length, long skip) {
    return copy(list, count, buffer, length, skip, true);
  }

  /** size_t sg_pcopy_to_buffer(sgl, nents, buf, buflen, off_t skip). */
  @KernelExport
  long sg_pcopy_to_buffer(long list, int count, long buffer, long length, long skip) {
    return copy(list, count, buffer, length, skip, false);
  }

  /** sg_copy_buffer. */
  private long copy(long list, int count, long buffer, long length, long skip, boolean intoList) {
    long done = 0;
    long toSkip = skip;
    long entry = list;
    for (int i = 0; i < count && entry != 0 && done < length; i++) {
      long size = lists.length(entry);
      long skipped = Math.min(size, toSkip);
      long part = Math.min(size - skipped, length - done);
      long at = pages.addressOf(lists.page(entry)) + lists.offset(entry) + skipped;
      memory.copy(intoList ? buffer + done : at, intoList ? at : buffer + done, part);
      toSkip -= skipped;
      done += part;
      entry = lists.next(entry);
    }
    return done;
  }

  /** struct scatterlist *sg_next(struct scatterlist *sg). */
  @KernelExport
  long sg_next(long entry) {
    return lists.next(entry);
  }

  /** int sg_nents(struct scatterlist *sg). */
  @KernelExport
  int sg_nents(long list) {
    int count = 0;
    limit.start();
    for (long at = list; at != 0; at = lists.next(at)) {
      limit.step();
      count++;
    }
    return count;
  }
}
