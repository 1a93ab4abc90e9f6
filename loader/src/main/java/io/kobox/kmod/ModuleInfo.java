package io.kobox.kmod;

import java.util.ArrayList;
import java.util.List;

/** The {@code key=value} strings of a module's .modinfo (kmod: kmod_module_get_info()). */
public final class ModuleInfo {
  /** One string; without '=' the key is the whole and so is the value's start: value is empty. */
  public record Field(String key, String value) {
    static Field parse(String text) {
      int equals = text.indexOf('=');
      return equals < 0
          ? new Field(text, "")
          : new Field(text.substring(0, equals), text.substring(equals + 1));
    }
  }

  private ModuleInfo() {}

  /** The fields of a file; ENOENT if it has no .modinfo. Signature fields are not among them. */
  public static List<Field> read(KmodElf elf) throws KmodException {
    KmodElf.Section section = elf.section(".modinfo");
    if (section == null) {
      throw KmodException.noEntry();
    }
    List<Field> fields = new ArrayList<>();
    for (String text : strings(section.bytes())) {
      fields.add(Field.parse(text));
    }
    return fields;
  }

  /** kmod_elf_get_strings(): the non-empty strings between NULs; nothing in a single byte. */
  static List<String> strings(byte[] bytes) {
    int start = 0;
    while (start < bytes.length && bytes[start] == 0) {
      start++;
    }
    List<String> out = new ArrayList<>();
    if (bytes.length - start <= 1) {
      return out;
    }
    while (start < bytes.length) {
      String text = KmodElf.string(bytes, start);
      if (!text.isEmpty()) {
        out.add(text);
      }
      start += text.length() + 1;
    }
    return out;
  }
}
