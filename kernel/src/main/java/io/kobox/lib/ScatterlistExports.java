package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.machine.AddressLayout;
import java.util.function.LongUnaryOperator;

/** lib/scatterlist.c. */
public final class ScatterlistExports {
  private final GuestScatterlist lists;
  private final LongUnaryOperator virtToPage;

  /**
   * @param virtToPage the struct page of an address of the direct map
   */
  public ScatterlistExports(GuestScatterlist lists, LongUnaryOperator virtToPage) {
    this.lists = lists;
    this.virtToPage = virtToPage;
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
        virtToPage.applyAsLong(buffer),
        buffer & (AddressLayout.PAGE_SIZE - 1),
        Integer.toUnsignedLong(length));
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
    for (long at = list; at != 0; at = lists.next(at)) {
      count++;
    }
    return count;
  }
}
