package io.kobox.kmod.depmod;

import io.kobox.kmod.ConfigFiles;
import io.kobox.kmod.HashOrder;
import io.kobox.kmod.KmodException;
import io.kobox.kmod.ModuleTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who exports what: the modules, and the kernel itself (kmod: tools/depmod.c). */
final class SymbolTable {
  private static final int BUCKETS = 2048;
  private static final int FILE_LIMIT = 1 << 28;
  private static final String KSYMTAB = "__ksymtab_";

  /** An export; without an owner it is the kernel's. */
  record Symbol(String name, long crc, @Nullable DepmodModule owner) {}

  private final Map<String, Symbol> byName = new HashMap<>(1 << 15);

  /** The architecture's prefix of C names, NUL if it has none. */
  private final char prefix;

  SymbolTable(char prefix) {
    this.prefix = prefix;
  }

  /** depmod_symbol_add(): the last one of a name counts. */
  void add(String name, boolean prefixSkipped, long crc, @Nullable DepmodModule owner) {
    String bare = prefixSkipped ? name : withoutPrefix(name);
    byName.put(bare, new Symbol(bare, crc, owner));
  }

  /** depmod_symbol_find(). */
  @Nullable Symbol find(String name) {
    // PowerPC64: .foo is foo
    String bare = name.startsWith(".") ? name.substring(1) : name;
    return byName.get(withoutPrefix(bare));
  }

  /** All, as kmod's hash table hands them out. */
  List<Symbol> ordered() {
    return HashOrder.of(byName.values(), Symbol::name, BUCKETS);
  }

  /** depmod_load_symvers(): the kernel's exports from a Module.symvers. */
  void loadSymvers(ModuleTree tree, String path, DepmodLog log) throws KmodException {
    String text = ConfigFiles.read(tree, path, FILE_LIMIT);
    int number = 0;
    for (String line : lines(text)) {
      number++;
      String[] words = words(line);
      if (words.length < 3 || !words[2].equals("vmlinux")) {
        continue;
      }
      Long crc = hexadecimal(words[0]);
      if (crc == null) {
        log.error(path + ":" + number + " Invalid symbol version " + words[0] + ": Success");
        continue;
      }
      add(words[1], false, crc, null);
    }
    addFakeSymbols();
  }

  /** depmod_load_system_map(): the kernel's exports from a System.map. */
  void loadSystemMap(ModuleTree tree, String path, DepmodLog log) throws KmodException {
    String text = ConfigFiles.read(tree, path, FILE_LIMIT);
    int number = 0;
    for (String line : lines(text)) {
      number++;
      int first = line.indexOf(' ');
      int second = first < 0 ? -1 : line.indexOf(' ', first + 1);
      if (second < 0) {
        log.error(path + ":" + number + ": invalid line: " + line);
        continue;
      }
      int at = second + 1;
      if (prefix != 0 && at < line.length() && line.charAt(at) == prefix) {
        at++;
      }
      if (line.startsWith(KSYMTAB, at)) {
        String name = line.substring(at + KSYMTAB.length());
        add(name.endsWith("\n") ? name.substring(0, name.length() - 1) : name, true, 0, null);
      }
    }
    addFakeSymbols();
  }

  /** What the kernel's loader itself puts there. */
  private void addFakeSymbols() {
    add("__this_module", true, 0, null);
    add("_GLOBAL_OFFSET_TABLE_", true, 0, null);
    if (find("TOC.") == null) {
      add("TOC.", true, 0, null);
    }
  }

  private String withoutPrefix(String name) {
    return prefix != 0 && !name.isEmpty() && name.charAt(0) == prefix ? name.substring(1) : name;
  }

  /** The lines with their newlines, as fgets reads them. */
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline + 1;
      lines.add(text.substring(start, end));
      start = end;
    }
    return lines;
  }

  private static String[] words(String line) {
    int start = 0;
    while (start < line.length() && (line.charAt(start) == ' ' || line.charAt(start) == '\t')) {
      start++;
    }
    return line.substring(start).split("[ \t]+", -1);
  }

  private static @Nullable Long hexadecimal(String text) {
    boolean marked = text.startsWith("0x") || text.startsWith("0X");
    try {
      return Long.parseUnsignedLong(marked ? text.substring(2) : text, 16);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
