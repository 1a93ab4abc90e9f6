package io.kobox.fs.driver;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.kernel.entry.Guest;
import io.kobox.types.Struct;

/** lib/iov_iter.c, for buffers of processes and of the kernel. */
public final class IovIterExports {
  private static final String NOTE = "no pages, pipes or xarrays";

  private final Guest guest;
  private final IovIters iters;

  public IovIterExports(Guest guest, IovIters iters) {
    this.guest = guest;
    this.iters = iters;
  }

  /** size_t _copy_to_iter(const void *addr, size_t bytes, struct iov_iter *i). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  long _copy_to_iter(long from, long count, long iter) {
    return iters.copyTo(from, count, iter);
  }

  /** size_t _copy_from_iter(void *addr, size_t bytes, struct iov_iter *i). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  long _copy_from_iter(long to, long count, long iter) {
    return iters.copyFrom(to, count, iter);
  }

  /** size_t iov_iter_zero(size_t bytes, struct iov_iter *i). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  long iov_iter_zero(long count, long iter) {
    return iters.zero(count, iter);
  }

  /** void iov_iter_advance(struct iov_iter *i, size_t size). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  void iov_iter_advance(long iter, long count) {
    iters.advance(iter, count);
  }

  /** void iov_iter_revert(struct iov_iter *i, size_t unroll). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  void iov_iter_revert(long iter, long count) {
    iters.revert(iter, count);
  }

  /** size_t iov_iter_single_seg_count(const struct iov_iter *i). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  long iov_iter_single_seg_count(long iter) {
    Struct struct = guest.at("iov_iter", iter);
    long count = struct.get("count");
    if (struct.get("iter_type") == guest.structs().btf().enumValue("ITER_UBUF")
        || struct.get("nr_segs") <= 1) {
      return count;
    }
    long segment = guest.at("iovec", struct.get("iov")).get("iov_len");
    return Math.min(count, segment - struct.get("iov_offset"));
  }

  private void initialize(
      long iter, String type, boolean user, int source, long vector, long segments, long count) {
    guest.memory().fill(iter, guest.structs().type("iov_iter").size(), (byte) 0);
    Struct struct = guest.at("iov_iter", iter);
    struct.set("iter_type", guest.structs().btf().enumValue(type));
    struct.set("data_source", source & 1);
    struct.set("user_backed", user ? 1 : 0);
    struct.set("iov", vector);
    struct.set("nr_segs", segments);
    struct.set("count", count);
  }

  /**
   * void iov_iter_init(struct iov_iter *i, unsigned int direction, const struct iovec *iov,
   * unsigned long nr_segs, size_t count).
   */
  @KernelExport
  void iov_iter_init(long iter, int direction, long vector, long segments, long count) {
    initialize(iter, "ITER_IOVEC", true, direction, vector, segments, count);
  }

  /**
   * void iov_iter_kvec(struct iov_iter *i, unsigned int direction, const struct kvec *kvec,
   * unsigned long nr_segs, size_t count).
   */
  @KernelExport
  void iov_iter_kvec(long iter, int direction, long vector, long segments, long count) {
    initialize(iter, "ITER_KVEC", false, direction, vector, segments, count);
  }
}
