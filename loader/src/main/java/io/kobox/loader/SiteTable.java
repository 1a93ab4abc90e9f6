package io.kobox.loader;

/**
 * A section of signed 32-bit distances, each from itself to an instruction: how .return_sites,
 * .retpoline_sites and .smp_locks name their sites.
 */
final class SiteTable {
  private static final int ENTRY_BYTES = 4;

  private final ModuleImage image;
  private final ModuleSections.Objects entries;

  SiteTable(ModuleImage image, ModuleTable table) {
    this.image = image;
    entries = new ModuleSections(image).objects(table, ENTRY_BYTES);
  }

  int count() {
    return entries.count();
  }

  /** The guest address of the instruction. */
  long site(int index) throws ModuleLoadException {
    long entry = entries.address() + (long) index * ENTRY_BYTES;
    return entry + image.s32(entry);
  }
}
