package io.kobox.mm;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.PageTables;

/** Whole pages (include/linux/gfp.h, include/linux/mm.h; mm/page_alloc.c, mm/swap.c). */
public final class PageAllocExports {
  private static final String NO_GFP =
      "of the GFP flags only __GFP_ZERO, __GFP_COMP and __GFP_NOWARN are honoured; a request that"
          + " finds no memory gives NULL without a report";

  private final PageAllocator pages;
  private final PageTables tables;

  public PageAllocExports(PageAllocator pages, PageTables tables) {
    this.pages = pages;
    this.tables = tables;
  }

  /** struct page *alloc_pages(gfp_t gfp, unsigned int order). */
  @KernelExport(aliases = "alloc_pages_noprof", level = Level.PARTIAL, note = NO_GFP)
  long alloc_pages(int gfp, int order) {
    return pages.allocate(order, gfp);
  }

  /** struct page *__alloc_pages(gfp_t, unsigned int order, int preferred_nid, nodemask_t *). */
  @KernelExport(aliases = "__alloc_pages_noprof", level = Level.PARTIAL, note = NO_GFP)
  long __alloc_pages(int gfp, int order, int node, long nodemask) {
    return pages.allocate(order, gfp);
  }

  /** unsigned long __get_free_pages(gfp_t gfp_mask, unsigned int order). */
  @KernelExport(aliases = "get_free_pages_noprof", level = Level.PARTIAL, note = NO_GFP)
  long __get_free_pages(int gfp, int order) {
    return address(pages.allocate(order, gfp));
  }

  /** unsigned long get_zeroed_page(gfp_t gfp_mask). */
  @KernelExport(aliases = "get_zeroed_page_noprof", level = Level.PARTIAL, note = NO_GFP)
  long get_zeroed_page(int gfp) {
    return address(pages.allocate(0, gfp | Gfp.ZERO));
  }

  private long address(long page) {
    return page == 0 ? 0 : pages.addressOf(page);
  }

  /** void __free_pages(struct page *page, unsigned int order). */
  @KernelExport
  void __free_pages(long page, int order) {
    pages.free(page, order);
  }

  /** void free_pages(unsigned long addr, unsigned int order). */
  @KernelExport
  void free_pages(long address, int order) {
    if (address != 0) {
      pages.free(pages.virtToPage(address), order);
    }
  }

  /** void *alloc_pages_exact(size_t size, gfp_t gfp_mask). */
  @KernelExport(aliases = "alloc_pages_exact_noprof", level = Level.PARTIAL, note = NO_GFP)
  long alloc_pages_exact(long size, int gfp) {
    int order = PageAllocator.orderFor(size);
    long page = pages.allocate(order, gfp & ~Gfp.COMP);
    if (page == 0) {
      return 0;
    }
    pages.split(page, order);
    long address = pages.addressOf(page);
    long end = address + ((long) AddressLayout.PAGE_SIZE << order);
    free_pages_exact(
        address + AddressLayout.pageAlign(size), end - address - AddressLayout.pageAlign(size));
    return address;
  }

  /** void free_pages_exact(void *virt, size_t size). */
  @KernelExport
  void free_pages_exact(long address, long size) {
    long end = address + AddressLayout.pageAlign(size);
    for (long at = address; at < end; at += AddressLayout.PAGE_SIZE) {
      pages.free(pages.virtToPage(at), 0);
    }
  }

  /** void split_page(struct page *page, unsigned int order). */
  @KernelExport
  void split_page(long page, int order) {
    pages.split(page, order);
  }

  /** void __folio_put(struct folio *folio). */
  @KernelExport
  void __folio_put(long folio) {
    pages.release(folio);
  }

  /** bool __put_devmap_managed_page_refs(struct page *page, int refs). */
  @KernelExport(
      aliases = "__put_devmap_managed_folio_refs",
      level = Level.STUB,
      note = "there are no pages of devices; the key that leads here is off")
  boolean __put_devmap_managed_page_refs(long page, int references) {
    return false;
  }

  @KernelData(type = "struct static_key_false")
  void devmap_managed_key(long address) {}

  @KernelData(type = "struct static_key_false")
  void hugetlb_optimize_vmemmap_key(long address) {}

  /** struct page *vmalloc_to_page(const void *vmalloc_addr). */
  @KernelExport
  long vmalloc_to_page(long address) {
    long physical = tables.translate(address);
    return physical < 0 ? 0 : pages.pageOf(physical);
  }

  /** unsigned long vmalloc_to_pfn(const void *vmalloc_addr). */
  @KernelExport
  long vmalloc_to_pfn(long address) {
    long physical = tables.translate(address);
    return physical < 0 ? 0 : physical >>> AddressLayout.PAGE_SHIFT;
  }
}
