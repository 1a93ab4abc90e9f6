package io.kobox.kmod;

import org.jspecify.annotations.Nullable;

/** How kmod spells names (kmod: shared/util.c). */
public final class ModuleName {
  /** PATH_MAX: no name kmod handles is longer. */
  static final int PATH_MAX = 4096;

  private static final String[] EXTENSIONS = {".ko", ".ko.xz", ".ko.zst"};

  private ModuleName() {}

  /** modname_normalize(): '-' becomes '_', and the name ends at the first '.'. */
  public static String normalize(String name) {
    int dot = name.indexOf('.');
    String stem = dot < 0 ? name : name.substring(0, dot);
    stem = stem.length() >= PATH_MAX ? stem.substring(0, PATH_MAX - 1) : stem;
    return stem.replace('-', '_');
  }

  /** path_to_modname(): the normalised base name; null if the path ends in '/'. */
  public static @Nullable String ofPath(String path) {
    String base = path.substring(path.lastIndexOf('/') + 1);
    return base.isEmpty() ? null : normalize(base);
  }

  /**
   * alias_normalize(): '-' becomes '_' except within brackets; null if a bracket has no partner.
   */
  public static @Nullable String normalizeAlias(String alias) {
    int length = Math.min(alias.length(), PATH_MAX - 1);
    if (alias.indexOf('[') < 0 && alias.indexOf(']') < 0) {
      return alias.substring(0, length).replace('-', '_');
    }
    StringBuilder out = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char c = alias.charAt(i);
      switch (c) {
        case '-' -> out.append('_');
        case ']' -> {
          return null;
        }
        case '[' -> {
          int end = alias.indexOf(']', i);
          if (end < 0) {
            return null;
          }
          out.append(alias, i, end + 1);
          i = end;
        }
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  /** path_ends_with_kmod_ext(): a module as Debian's kmod knows it (no .gz), not just ".ko". */
  public static boolean hasModuleExtension(String name) {
    for (String extension : EXTENSIONS) {
      if (name.length() > extension.length() && name.endsWith(extension)) {
        return true;
      }
    }
    return false;
  }
}
