package io.kobox.kmod;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.TreeMap;

/** Configuration files by name; of two with one name the first that was added counts. */
public final class ConfigFiles {
  private final TreeMap<String, String> pathByName = new TreeMap<>();

  public void add(String name, String path) {
    pathByName.putIfAbsent(name, path);
  }

  /** The paths in the order of the names. */
  public Collection<String> paths() {
    return pathByName.values();
  }

  public static boolean isDirectory(ModuleTree tree, String path) {
    try {
      return tree.stat(path).isDirectory();
    } catch (KmodException e) {
      return false;
    }
  }

  /** A file's text, bytes as chars. */
  public static String read(ModuleTree tree, String path, int limit) throws KmodException {
    return new String(tree.readAll(path, limit), StandardCharsets.ISO_8859_1);
  }
}
