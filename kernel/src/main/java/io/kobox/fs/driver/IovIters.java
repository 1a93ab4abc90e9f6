package io.kobox.fs.driver;

import io.kobox.kernel.entry.Guest;
import io.kobox.types.Struct;

/** Copies to and from a guest's {@code struct iov_iter}, which they move on (lib/iov_iter.c). */
public final class IovIters {
  private final Guest guest;
  private final UserCopy user;

  public IovIters(Guest guest, UserCopy user) {
    this.guest = guest;
    this.user = user;
  }

  /** Moves a stretch of one segment; the result is how many bytes were not moved. */
  @FunctionalInterface
  private interface Move {
    long move(long segment, long done, long count);
  }

  private boolean isType(Struct iter, String type) {
    return iter.get("iter_type") == guest.structs().btf().enumValue(type);
  }

  /** copy_to_iter: how many bytes of {@code from} arrived. */
  public long copyTo(long from, long count, long iter) {
    Struct struct = guest.at("iov_iter", iter);
    boolean kernel = isType(struct, "ITER_KVEC");
    return walk(
        struct,
        count,
        (segment, done, part) -> {
          if (kernel) {
            guest.memory().copy(from + done, segment, part);
            return 0;
          }
          return user.toUser(segment, from + done, part);
        });
  }

  /** copy_from_iter: how many bytes came to {@code to}. */
  long copyFrom(long to, long count, long iter) {
    Struct struct = guest.at("iov_iter", iter);
    boolean kernel = isType(struct, "ITER_KVEC");
    return walk(
        struct,
        count,
        (segment, done, part) -> {
          if (kernel) {
            guest.memory().copy(segment, to + done, part);
            return 0;
          }
          return user.fromUser(to + done, segment, part);
        });
  }

  /** iov_iter_zero: how many bytes were cleared. */
  long zero(long count, long iter) {
    Struct struct = guest.at("iov_iter", iter);
    boolean kernel = isType(struct, "ITER_KVEC");
    return walk(
        struct,
        count,
        (segment, done, part) -> {
          if (kernel) {
            guest.memory().fill(segment, part, (byte) 0);
            return 0;
          }
          return user.clear(segment, part);
        });
  }

  /** iov_iter_advance. */
  void advance(long iter, long count) {
    walk(guest.at("iov_iter", iter), count, (segment, done, part) -> 0);
  }

  private long walk(Struct iter, long wanted, Move move) {
    long total = Math.min(wanted, iter.get("count"));
    return isType(iter, "ITER_UBUF")
        ? walkBuffer(iter, total, move)
        : isType(iter, "ITER_DISCARD") ? discard(iter, total) : walkVector(iter, total, move);
  }

  private static long discard(Struct iter, long total) {
    iter.set("count", iter.get("count") - total);
    return total;
  }

  private static long walkBuffer(Struct iter, long total, Move move) {
    long offset = iter.get("iov_offset");
    long done = total - move.move(iter.get("ubuf") + offset, 0, total);
    iter.set("iov_offset", offset + done);
    iter.set("count", iter.get("count") - done);
    return done;
  }

  /** A struct iovec and a struct kvec have the same layout. */
  private long walkVector(Struct iter, long total, Move move) {
    int size = guest.structs().type("iovec").size();
    long done = 0;
    while (done < total) {
      Struct segment = guest.at("iovec", iter.get("iov"));
      long offset = iter.get("iov_offset");
      long part = Math.min(total - done, segment.get("iov_len") - offset);
      long moved = part - (part == 0 ? 0 : move.move(segment.get("iov_base") + offset, done, part));
      done += moved;
      offset += moved;
      if (offset == segment.get("iov_len") && iter.get("nr_segs") > 0) {
        iter.set("iov", iter.get("iov") + size);
        iter.set("nr_segs", iter.get("nr_segs") - 1);
        offset = 0;
      }
      iter.set("iov_offset", offset);
      if (moved < part) {
        break;
      }
    }
    iter.set("count", iter.get("count") - done);
    return done;
  }

  /** iov_iter_revert: back by {@code count} bytes. */
  void revert(long iter, long count) {
    Struct struct = guest.at("iov_iter", iter);
    struct.set("count", struct.get("count") + count);
    long left = count;
    long offset = struct.get("iov_offset");
    int size = guest.structs().type("iovec").size();
    while (left > offset && !isType(struct, "ITER_UBUF")) {
      left -= offset;
      struct.set("iov", struct.get("iov") - size);
      struct.set("nr_segs", struct.get("nr_segs") + 1);
      offset = guest.at("iovec", struct.get("iov")).get("iov_len");
    }
    struct.set("iov_offset", offset - left);
  }
}
