package io.kobox.kmod;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** {@code modules.builtin.modinfo}: .modinfo of what is built in (kmod: libkmod-builtin.c). */
final class BuiltinModinfo {
  private static final int LIMIT = 1 << 26;

  private BuiltinModinfo() {}

  /** The fields of the first block of lines of {@code module}; ENOSYS if there is none. */
  static List<ModuleInfo.Field> read(ModuleTree tree, String dirname, String module, KmodLog log)
      throws KmodException {
    byte[] bytes = tree.readAll(dirname + "/modules.builtin.modinfo", LIMIT);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String prefix = module + ".";
    List<ModuleInfo.Field> fields = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int nul = text.indexOf('\0', start);
      int end = nul < 0 ? text.length() : nul;
      if (text.startsWith(prefix, start)) {
        fields.add(ModuleInfo.Field.parse(text.substring(start + prefix.length(), end)));
      } else if (!fields.isEmpty()) {
        break;
      } else if (text.substring(start, end).indexOf('.') < 0) {
        log.error(
            "../libkmod/libkmod-builtin.c:193",
            "kmod_builtin_iter_next",
            "kmod_builtin_iter_next: unexpected string without modname prefix");
        break;
      }
      start = end + 1;
    }
    if (fields.isEmpty()) {
      throw KmodException.notImplemented();
    }
    return fields;
  }
}
