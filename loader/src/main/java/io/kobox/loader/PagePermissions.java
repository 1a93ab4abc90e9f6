package io.kobox.loader;

import java.util.ArrayList;
import java.util.List;

/**
 * Pages of a loaded module with equal permissions (kernel/module/strict_rwx.c); all are readable.
 *
 * @param address guest address of the first, page aligned
 * @param size bytes, a multiple of the page size, not 0
 * @param writable may be written
 * @param executable may be executed
 */
public record PagePermissions(long address, long size, boolean writable, boolean executable) {

  /** complete_formation(): both parts, before init runs. */
  public static List<PagePermissions> afterRelocation(ModuleImage image) {
    List<PagePermissions> pages = core(image, true);
    ModuleLayout layout = image.layout();
    long base = image.initBase();
    add(pages, base, 0, layout.initTextSize(), false, true);
    add(pages, base, layout.initTextSize(), layout.initRoSize(), false, false);
    add(pages, base, layout.initRoSize(), layout.initSize(), true, false);
    return pages;
  }

  /** do_init_module(): the core part once init has run; the init part is freed. */
  public static List<PagePermissions> afterInit(ModuleImage image) {
    return core(image, false);
  }

  private static List<PagePermissions> core(ModuleImage image, boolean initRuns) {
    List<PagePermissions> pages = new ArrayList<>();
    ModuleLayout layout = image.layout();
    long base = image.coreBase();
    add(pages, base, 0, layout.coreTextSize(), false, true);
    add(pages, base, layout.coreTextSize(), layout.coreRoSize(), false, false);
    add(pages, base, layout.coreRoSize(), layout.coreRoAfterInitSize(), initRuns, false);
    add(pages, base, layout.coreRoAfterInitSize(), layout.coreSize(), true, false);
    return pages;
  }

  private static void add(
      List<PagePermissions> pages,
      long base,
      long from,
      long to,
      boolean writable,
      boolean executable) {
    if (from < to) {
      pages.add(new PagePermissions(base + from, to - from, writable, executable));
    }
  }
}
