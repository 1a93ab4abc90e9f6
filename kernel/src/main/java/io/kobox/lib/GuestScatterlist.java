package io.kobox.lib;

import io.kobox.machine.GuestMemory;
import io.kobox.types.StructType;
import io.kobox.types.Structs;

/** Lists of pieces of memory (include/linux/scatterlist.h). */
public final class GuestScatterlist {
  private static final long SG_CHAIN = 1;
  private static final long SG_END = 2;
  private static final long FLAGS = SG_CHAIN | SG_END;

  private final GuestMemory memory;
  private final StructType type;

  public GuestScatterlist(GuestMemory memory, Structs structs) {
    this.memory = memory;
    this.type = structs.type("scatterlist");
  }

  private long link(long entry) {
    return type.at(entry).get("page_link");
  }

  /** sg_page. */
  public long page(long entry) {
    return link(entry) & ~FLAGS;
  }

  /** sg_next: 0 behind the last one. */
  public long next(long entry) {
    if ((link(entry) & SG_END) != 0) {
      return 0;
    }
    long next = entry + type.size();
    return (link(next) & SG_CHAIN) != 0 ? page(next) : next;
  }

  /** What an entry takes, in bytes. */
  int entrySize() {
    return type.size();
  }

  long length(long entry) {
    return type.at(entry).get("length");
  }

  long offset(long entry) {
    return type.at(entry).get("offset");
  }

  /** sg_chain: the last of {@code count} entries leads on to {@code next}. */
  void chain(long list, int count, long next) {
    type.at(list + (count - 1L) * type.size()).set("page_link", next | SG_CHAIN);
  }

  /** sg_init_table. */
  void init(long list, int count) {
    memory.fill(list, (long) count * type.size(), (byte) 0);
    type.at(list + (count - 1L) * type.size()).set("page_link", SG_END);
  }

  /** sg_set_buf. */
  void set(long entry, long page, long offset, long length) {
    type.at(entry).set("page_link", (link(entry) & FLAGS) | page);
    type.at(entry).set("offset", offset);
    type.at(entry).set("length", length);
  }
}
