package io.kobox.loader;

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
  }
}
