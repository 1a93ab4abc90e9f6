package io.kobox.mm;

import io.kobox.kernel.panic.Panic;
import io.kobox.kernel.panic.Taint;
import io.kobox.kernel.panic.Taints;
import io.kobox.kernel.printk.Printk;
import io.kobox.lib.KernelWarning;
import io.kobox.lib.SymbolNames;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.PageTables;
import java.util.Locale;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/**
 * What the kernel says in its log of wrong frees and of caches destroyed too early (mm/slub.c,
 * mm/slab_common.c). Debian's kernel has a hardened free list and no KASAN.
 */
public final class SlubReports implements InvalidFrees, CacheReports {
  private final Slab slab;
  private final PageAllocator pages;
  private final PageTables tables;
  private final Printk printk;
  private final Panic panic;
  private final Taints taints;
  private final SymbolNames symbols;
  private final KernelWarning warning;
  private final LongUnaryOperator hash;
  private final Runnable dumpStack;
  private final Supplier<Error> bug;
  private boolean pointerNamed;

  /**
   * @param hash what %p prints for an address
   * @param bug reports a BUG's exception; what ends the task
   */
  public SlubReports(
      Slab slab,
      PageAllocator pages,
      PageTables tables,
      Printk printk,
      Panic panic,
      Taints taints,
      SymbolNames symbols,
      KernelWarning warning,
      LongUnaryOperator hash,
      Runnable dumpStack,
      Supplier<Error> bug) {
    this.slab = slab;
    this.pages = pages;
    this.tables = tables;
    this.printk = printk;
    this.panic = panic;
    this.taints = taints;
    this.symbols = symbols;
    this.warning = warning;
    this.hash = hash;
    this.dumpStack = dumpStack;
    this.bug = bug;
  }

  @Override
  public void free(long address) {
    long page = pages.virtToPage(address);
    if (page == 0 || !tables.isMapped(AddressLayout.pageOf(address))) {
      throw new InvalidFreeException(address);
    }
    int order = pages.order(page);
    if (order >= 0) {
      freeLarge(address, page, order);
      return;
    }
    SlabDebug debug = slab.debug();
    if (debug instanceof SlubDebug slub) {
      slub.doubleFree(address);
    }
    if (debug == null || debug.isFreed(address)) {
      printk.printk(Printk.LOGLEVEL_DEFAULT, Panic.CUT_HERE);
      printk.printk(2, "kernel BUG at mm/slub.c:419!\n");
      throw bug.get();
    }
  }

  /** free_large_kmalloc of what never was a kmalloc. */
  private void freeLarge(long address, long page, int order) {
    if (order == 0) {
      warning.warnOnce("mm/slab_common.c:904 free_large_kmalloc+0x3c/0x70", "");
      if (!pointerNamed) {
        pointerNamed = true;
        printk.printk(4, "object pointer: 0x" + hex(hash.applyAsLong(address)) + "\n");
      }
    }
    pages.free(page, order);
  }

  /** What %p prints. */
  public String pointer(long address) {
    return hex(hash.applyAsLong(address));
  }

  private static String hex(long value) {
    return String.format(Locale.ROOT, "%016x", value);
  }

  @Override
  public void createFailed(String name, int error) {
    printk.printk(
        4,
        String.format(
            Locale.ROOT, "kmem_cache_create_usercopy(%s) failed with error %d\n", name, error));
    dumpStack.run();
  }

  /** list_slab_objects, and kmem_cache_destroy's warning. */
  @Override
  public void objectsRemain(KmemCache cache, long caller) {
    err("=".repeat(77) + "\n");
    err(
        String.format(
            Locale.ROOT,
            "BUG %s (%s): Objects remaining in %s on __kmem_cache_shutdown()\n",
            cache.name(),
            taints.print(),
            cache.name()));
    err("-".repeat(77) + "\n\n");
    long[] objects = cache.inUseObjects();
    printk.printk(
        3,
        String.format(
            Locale.ROOT,
            "Slab 0x%s objects=%d used=%d fp=0x%s"
                + " flags=0xfffffc0000200(slab|node=0|zone=1|lastcpupid=0x1fffff)\n",
            hex(hash.applyAsLong(pages.virtToPage(objects[0]))),
            cache.objectsPerSlab(),
            objects.length,
            hex(hash.applyAsLong(objects[0] + cache.stride()))));
    dumpStack.run();
    taints.addUnreliable(Taint.BAD_PAGE);
    for (long object : objects) {
      err(
          String.format(
              Locale.ROOT,
              "Object 0x%s @offset=%d\n",
              hex(hash.applyAsLong(object)),
              object & (AddressLayout.PAGE_SIZE - 1)));
    }
    printk.printk(Printk.LOGLEVEL_DEFAULT, Panic.CUT_HERE);
    printk.printk(
        4,
        "kmem_cache_destroy "
            + cache.name()
            + ": Slab cache still has objects when called from "
            + symbols.sprintSymbol(caller, SymbolNames.Form.SYMBOL)
            + "\n");
    panic.warnAt("mm/slab_common.c:493 kmem_cache_destroy+0x141/0x150");
  }

  private void err(String text) {
    printk.printk(3, text);
  }
}
