package io.kobox.mm;

import io.kobox.machine.AddressLayout;
import io.kobox.machine.FrameAllocator;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageTables;
import io.kobox.machine.Protection;
import io.kobox.types.Struct;
import io.kobox.types.StructType;
import io.kobox.types.Structs;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Pages of the one zone, each with its struct page in vmemmap (mm/page_alloc.c). Pages are always
 * zeroed. A struct page is looked at by modules: its reference count, flags and compound fields are
 * kept as the kernel keeps them.
 */
public final class PageAllocator {
  /** MAX_ORDER: orders are below. */
  static final int MAX_ORDER = 11;

  /** Node 0, ZONE_DMA32, no last CPU: what page->flags of a page in use says. */
  private static final long PAGE_FLAGS = 0x000fffffc0000000L;

  /** COMPOUND_PAGE_DTOR. */
  private static final int COMPOUND_PAGE = 1;

  private final FrameAllocator frames;
  private final StructType pageType;
  private final StructType folioType;
  private final String headField;
  private final long pageHead;
  private final Map<Long, Integer> orders = new HashMap<>();
  private Allocations allocations = Allocations.NONE;
  private IntConsumer tooLarge = gfp -> {};

  public PageAllocator(
      FrameAllocator frames, PageTables tables, GuestMemory memory, Structs structs) {
    this.frames = frames;
    this.pageType = structs.type("page");
    this.folioType = structs.type("folio");
    this.headField = pageType.has("compound_head") ? "compound_head" : "compound_info";
    this.pageHead = 1L << structs.btf().enumValue("PG_head");
    long bytes = AddressLayout.pageAlign((long) frames.totalFrames() * pageType.size());
    long physical = frames.allocate((int) (bytes / AddressLayout.PAGE_SIZE));
    tables.map(AddressLayout.VMEMMAP, physical, bytes, Protection.READ_WRITE);
  }

  /** Who is told of pages handed out and taken back. */
  public void observe(Allocations observer) {
    allocations = observer;
  }

  /** Who is told, with its flags, of a request for an order that there is not. */
  public void onTooLarge(IntConsumer observer) {
    tooLarge = observer;
  }

  /** 2^{@code order} contiguous pages: the address of the first struct page, 0 for none. */
  public long allocate(int order, int gfp) {
    if (order < 0 || order >= MAX_ORDER) {
      tooLarge.accept(gfp);
      return 0;
    }
    if ((1 << order) > frames.freeFrames()) {
      return 0;
    }
    long physical = frames.allocate(1 << order, 1 << order);
    long page = pageOf(physical);
    for (int i = 0; i < 1 << order; i++) {
      prepare(page + (long) i * pageType.size(), i == 0 ? 1 : 0);
    }
    if (order > 0 && (gfp & Gfp.COMP) != 0) {
      makeCompound(page, order);
    }
    orders.put(page, order);
    allocations.allocated(
        AddressLayout.DIRECT_MAP + physical, (long) AddressLayout.PAGE_SIZE << order);
    return page;
  }

  private void prepare(long page, int references) {
    Struct struct = pageType.at(page);
    struct.set("flags", PAGE_FLAGS);
    struct.set("_refcount.counter", references);
    struct.set("_mapcount.counter", -1);
    struct.set("mapping", 0);
    struct.set("private", 0);
    struct.set(headField, 0);
  }

  /** prep_compound_page. */
  private void makeCompound(long page, int order) {
    Struct head = pageType.at(page);
    head.set("flags", head.get("flags") | pageHead);
    if (pageType.has("compound_dtor")) {
      Struct first = pageType.at(page + pageType.size());
      first.set("compound_dtor", COMPOUND_PAGE);
      first.set("compound_order", order);
      first.set("compound_nr", 1L << order);
    } else { // since 6.6 the order is the lowest byte of the folio's second flags
      Struct folio = folioType.at(page);
      folio.set("_flags_1", (folio.get("_flags_1") & ~0xffL) | order);
      folio.set(folio.has("_nr_pages") ? "_nr_pages" : "_folio_nr_pages", 1L << order);
    }
    long head1 = headOfTails(page, order) | 1;
    for (int i = 1; i < 1 << order; i++) {
      pageType.at(page + (long) i * pageType.size()).set(headField, head1);
    }
  }

  /**
   * set_compound_head: the head's address; in compound_info (7.1) the mask that makes it of a
   * tail's, where struct page's size is a power of two (with Debian's
   * CONFIG_HUGETLB_PAGE_OPTIMIZE_VMEMMAP).
   */
  private long headOfTails(long page, int order) {
    int size = pageType.size();
    return headField.equals("compound_info") && Integer.bitCount(size) == 1
        ? -1L << (order + Integer.numberOfTrailingZeros(size))
        : page;
  }

  /** split_page: from now on each of the pages is one of its own. */
  void split(long page, int order) {
    orders.remove(page);
    for (int i = 0; i < 1 << order; i++) {
      long one = page + (long) i * pageType.size();
      pageType.at(one).set("_refcount.counter", 1);
      orders.put(one, 0);
    }
  }

  /** __free_pages: one reference less; the pages go when it was the last. */
  public void free(long page, int order) {
    if (!isPage(page)) {
      throw new InvalidFreeException(page);
    }
    if (putTestZero(page)) {
      release(page);
    } else if (!isCompound(page) && order > 0 && orders.containsKey(page)) {
      // the head stays with who else refers to it; the rest goes
      split(page, order);
      for (int i = 1; i < 1 << order; i++) {
        release(page + (long) i * pageType.size());
      }
    }
  }

  /** __folio_put: the last reference is gone already. */
  void release(long page) {
    Integer order = orders.remove(page);
    if (order == null) {
      throw new InvalidFreeException(page);
    }
    Struct struct = pageType.at(page);
    struct.set("flags", struct.get("flags") & ~pageHead);
    allocations.freed(addressOf(page));
    frames.free(physicalOf(page), 1 << order);
  }

  /** get_page: one reference more; false for a page that nobody has. */
  boolean hold(long page) {
    Struct struct = pageType.at(page);
    int references = struct.getInt("_refcount.counter");
    if (references <= 0) {
      return false;
    }
    struct.set("_refcount.counter", references + 1L);
    return true;
  }

  /** How much memory there is. */
  long bytes() {
    return (long) frames.totalFrames() << AddressLayout.PAGE_SHIFT;
  }

  private boolean putTestZero(long page) {
    Struct struct = pageType.at(page);
    int references = struct.getInt("_refcount.counter");
    if (references <= 0) {
      throw new InvalidFreeException(page);
    }
    struct.set("_refcount.counter", references - 1L);
    return references == 1;
  }

  private boolean isCompound(long page) {
    return (pageType.at(page).get("flags") & pageHead) != 0;
  }

  /** Whether {@code page} is the address of a struct page. */
  boolean isPage(long page) {
    long offset = page - AddressLayout.VMEMMAP;
    return offset >= 0
        && offset < (long) frames.totalFrames() * pageType.size()
        && offset % pageType.size() == 0;
  }

  /** The order of the allocation that begins at {@code page}, or -1. */
  int order(long page) {
    return orders.getOrDefault(page, -1);
  }

  /** The struct page of a physical address. */
  long pageOf(long physical) {
    return AddressLayout.VMEMMAP + (physical >>> AddressLayout.PAGE_SHIFT) * pageType.size();
  }

  /** virt_to_page for the direct map; 0 if the address is not in it. */
  public long virtToPage(long address) {
    long physical = address - AddressLayout.DIRECT_MAP;
    return physical < 0 || physical >= (long) frames.totalFrames() << AddressLayout.PAGE_SHIFT
        ? 0
        : pageOf(physical);
  }

  /** page_to_phys. */
  public long physicalOf(long page) {
    return ((page - AddressLayout.VMEMMAP) / pageType.size()) << AddressLayout.PAGE_SHIFT;
  }

  /** page_address. */
  public long addressOf(long page) {
    return AddressLayout.DIRECT_MAP + physicalOf(page);
  }

  /** get_order. */
  public static int orderFor(long size) {
    long pages = (size + AddressLayout.PAGE_SIZE - 1) >>> AddressLayout.PAGE_SHIFT;
    return pages <= 1 ? 0 : Long.SIZE - Long.numberOfLeadingZeros(pages - 1);
  }
}
