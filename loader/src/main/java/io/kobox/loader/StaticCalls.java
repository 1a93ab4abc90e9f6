package io.kobox.loader;

import java.util.ArrayList;
import java.util.List;

/** The static calls listed in .static_call_sites (include/linux/static_call_types.h). */
public final class StaticCalls {
  private static final int ENTRY_BYTES = 8;
  private static final long TAIL = 1;
  private static final long INIT = 2;

  /**
   * A struct static_call_site.
   *
   * @param address of the call or jump
   * @param key of the struct static_call_key, or of its trampoline if the key is not exported
   * @param isTail a jump, not a call
   * @param isInit in code that is freed after init
   */
  public record Site(long address, long key, boolean isTail, boolean isInit) {}

  private StaticCalls() {}

  /** All sites, in the section's order. */
  public static List<Site> sites(ModuleImage image) throws ModuleLoadException {
    ModuleSections.Objects entries =
        new ModuleSections(image).objects(ModuleTable.STATIC_CALL_SITES, ENTRY_BYTES);
    List<Site> sites = new ArrayList<>();
    for (int i = 0; i < entries.count(); i++) {
      long entry = entries.address() + (long) i * ENTRY_BYTES;
      long key = entry + 4 + image.s32(entry + 4);
      sites.add(
          new Site(
              entry + image.s32(entry),
              key & ~(TAIL | INIT),
              (key & TAIL) != 0,
              (key & INIT) != 0));
    }
    return sites;
  }
}
