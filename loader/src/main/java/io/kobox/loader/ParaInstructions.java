package io.kobox.loader;

import java.util.ArrayList;
import java.util.List;

/** The paravirt calls listed in .parainstructions (struct paravirt_patch_site). */
public final class ParaInstructions {
  private static final int ENTRY_BYTES = 16;

  /**
   * A struct paravirt_patch_site.
   *
   * @param address of the indirect call through pv_ops
   * @param type the number of the pointer in pv_ops
   * @param length of the instruction with the room after it
   */
  public record Site(long address, int type, int length) {}

  private ParaInstructions() {}

  /** All sites, in the section's order. Unpatched they call through pv_ops, which is right too. */
  public static List<Site> sites(ModuleImage image) throws ModuleLoadException {
    ModuleSections.Objects entries =
        new ModuleSections(image).objects(ModuleTable.PARAINSTRUCTIONS, ENTRY_BYTES);
    List<Site> sites = new ArrayList<>();
    for (int i = 0; i < entries.count(); i++) {
      long entry = entries.address() + (long) i * ENTRY_BYTES;
      sites.add(new Site(image.u64(entry), image.u8(entry + 8), image.u8(entry + 9)));
    }
    return sites;
  }
}
