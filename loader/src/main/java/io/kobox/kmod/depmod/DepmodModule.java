package io.kobox.kmod.depmod;

import io.kobox.kmod.KmodSymbols;
import io.kobox.kmod.ModuleInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A module of the tree while depmod works on it (kmod: tools/depmod.c: struct mod). */
final class DepmodModule {
  private static final int EXTENSION = ".ko".length();

  final String name;
  final String path;

  /** Relative to the directory of modules; null if the file lies elsewhere. */
  final @Nullable String relativePath;

  List<ModuleInfo.Field> info = List.of();
  List<KmodSymbols.Symbol> imports = List.of();

  /** The modules this one takes symbols from. */
  final List<DepmodModule> dependencies = new ArrayList<>(4);

  /** How many modules take symbols from this one. */
  int users;

  /** By modules.order: negative for what stands there, 1 for the rest. */
  int sortIndex = 1;

  /** The place among all modules: the priority of its values in the index files. */
  int index;

  /** The place in the topological order: users come before what they use. */
  int dependencyIndex = Integer.MAX_VALUE;

  /** Met already while cycles are looked for. */
  boolean visited;

  /** Who marked it last, where a set of modules is gathered. */
  @Nullable DepmodModule mark;

  DepmodModule(String name, String path, String directory) {
    this.name = name;
    this.path = path;
    this.relativePath =
        path.startsWith(directory + "/") ? path.substring(directory.length() + 1) : null;
  }

  /** The path as the output names it. */
  String outputPath() {
    return relativePath == null ? path : relativePath;
  }

  /** The relative path without a compressed file's last extension, as in modules.order. */
  @Nullable String uncompressedPath() {
    if (relativePath == null) {
      return null;
    }
    int length = relativePath.lastIndexOf('/') + 1 + name.length() + EXTENSION;
    return relativePath.substring(0, Math.min(length, relativePath.length()));
  }

  /** The length of {@link #path} without extension. */
  int stemLength() {
    return path.lastIndexOf('/') + 1 + name.length();
  }
}
