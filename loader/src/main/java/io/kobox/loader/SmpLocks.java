package io.kobox.loader;

/**
 * The lock prefixes listed in .smp_locks: with one CPU the kernel makes them DS prefixes
 * (arch/x86/kernel/alternative.c: alternatives_smp_module_add(), alternatives_smp_unlock()).
 */
public final class SmpLocks {
  private static final int LOCK = 0xf0;
  private static final int DS = 0x3e;

  private SmpLocks() {}

  /**
   * Takes the lock prefixes in .text away, for a machine with one CPU.
   *
   * @return how many
   */
  public static int unlock(ModuleImage image) throws ModuleLoadException {
    ModuleSections.Objects text = new ModuleSections(image).objects(ModuleTable.TEXT, 1);
    SiteTable sites = new SiteTable(image, ModuleTable.SMP_LOCKS);
    int patched = 0;
    for (int i = 0; i < sites.count(); i++) {
      long at = sites.site(i) - text.address();
      if (at >= 0 && at < text.count() && image.u8(text.address() + at) == LOCK) {
        image.put8(text.address() + at, DS);
        patched++;
      }
    }
    return patched;
  }
}
