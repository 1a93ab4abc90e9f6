package io.kobox.loader;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The .modinfo section: {@code tag=value} strings with NULs between (get_modinfo(),
 * get_next_modinfo(), next_string()).
 */
public final class ModInfo {
  private final List<String> strings = new ArrayList<>();

  /** Reads the section out of the file; empty if the module has none. */
  public ModInfo(ElfModule module) throws ModuleLoadException {
    SectionHeader section = module.infoSection();
    ElfView file = module.file();
    long at = section.offset();
    long end = at + Math.min(section.size(), file.length() - at);
    while (at < end) {
      int stop = file.endOfString(at, end);
      if (stop > at) {
        strings.add(file.string(at, end));
      }
      at = stop + 1L;
    }
  }

  /** The first value of a tag. */
  public @Nullable String get(String tag) {
    for (String string : strings) {
      if (isTagged(string, tag)) {
        return string.substring(tag.length() + 1);
      }
    }
    return null;
  }

  /** All values of a tag, in the file's order. */
  public List<String> getAll(String tag) {
    List<String> values = new ArrayList<>();
    for (String string : strings) {
      if (isTagged(string, tag)) {
        values.add(string.substring(tag.length() + 1));
      }
    }
    return values;
  }

  /** All {@code tag=value} strings, in the file's order. */
  public List<String> strings() {
    return List.copyOf(strings);
  }

  private static boolean isTagged(String string, String tag) {
    return string.startsWith(tag)
        && string.length() > tag.length()
        && string.charAt(tag.length()) == '=';
  }
}
