package io.kobox.loader;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The __versions section: the CRC that each imported symbol had when the module was built (struct
 * modversion_info: 8 bytes CRC, 56 bytes name).
 */
public final class ModuleVersions {
  private static final int ENTRY_BYTES = 64;

  private final Map<String, Long> crcs = new LinkedHashMap<>();
  private final boolean present;

  /** Reads the section; a part of an entry at its end is ignored, as check_version() does. */
  public ModuleVersions(ElfModule module) throws ModuleLoadException {
    SectionHeader section = module.versionsSection();
    present = section.index() != 0;
    if (section.type() == SectionHeader.SHT_NOBITS) {
      return;
    }
    for (long at = 0; at + ENTRY_BYTES <= section.size(); at += ENTRY_BYTES) {
      long entry = section.offset() + at;
      String name = module.file().string(entry + 8, entry + ENTRY_BYTES);
      crcs.putIfAbsent(name, module.file().u64(entry));
    }
  }

  /** Has the module a __versions section (and was it not ordered to be ignored)? */
  public boolean isPresent() {
    return present;
  }

  /** The CRC the module expects of a symbol, if it says one. */
  public OptionalLong crc(String symbol) {
    Long crc = crcs.get(symbol);
    return crc == null ? OptionalLong.empty() : OptionalLong.of(crc);
  }

  /** All of them, in the file's order. */
  public Map<String, Long> all() {
    return Collections.unmodifiableMap(crcs);
  }
}
