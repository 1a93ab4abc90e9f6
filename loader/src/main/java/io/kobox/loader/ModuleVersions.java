package io.kobox.loader;

<<<<<<< HEAD
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The checksums that a module wants its imports to have (struct modversion_info). */
public final class ModuleVersions {
  /** MODULE_NAME_LEN beside an unsigned long. */
  private static final int ENTRY_SIZE = 64;

  private ModuleVersions() {}

  /** Name to checksum; of two entries of one name the first counts. */
  public static Map<String, Long> parse(ByteBuffer section) {
    Map<String, Long> versions = new HashMap<>();
    for (int at = 0; at + ENTRY_SIZE <= section.capacity(); at += ENTRY_SIZE) {
      byte[] name = new byte[ENTRY_SIZE - 8];
      section.get(at + 8, name);
      int length = 0;
      while (length < name.length && name[length] != 0) {
        length++;
      }
      versions.putIfAbsent(
          new String(name, 0, length, StandardCharsets.ISO_8859_1), section.getLong(at));
    }
    return versions;
=======
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
>>>>>>> kmod
  }
}
