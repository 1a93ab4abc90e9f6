package io.kobox.kmod.depmod;

import io.kobox.kmod.IndexWriter;
import io.kobox.kmod.ModuleInfo;
import io.kobox.kmod.ModuleName;
import java.util.List;

/** The index files depmod writes (kmod: tools/depmod.c: output_deps_bin() and others). */
final class OutputIndexes {
  private final List<DepmodModule> modules;
  private final SymbolTable symbols;
  private final boolean warnDuplicates;
  private final DepmodLog log;

  OutputIndexes(
      List<DepmodModule> modules, SymbolTable symbols, boolean warnDuplicates, DepmodLog log) {
    this.modules = modules;
    this.symbols = symbols;
    this.warnDuplicates = warnDuplicates;
    this.log = log;
  }

  /** modules.dep.bin. */
  byte[] dependencies() throws DepmodFailure {
    IndexWriter index = new IndexWriter();
    StringBuilder line = new StringBuilder();
    for (DepmodModule module : modules) {
      line.setLength(0);
      OutputFiles.appendDependencies(line, module);
      if (insert(index, module.name, line.toString(), module.index)) {
        log.warning("duplicate module deps:\n" + line);
      }
    }
    return index.toBytes();
  }

  /** modules.alias.bin. */
  byte[] aliases() throws DepmodFailure {
    IndexWriter index = new IndexWriter();
    for (DepmodModule module : modules) {
      for (ModuleInfo.Field field : module.info) {
        if (!field.key().equals("alias")) {
          continue;
        }
        String alias = ModuleName.normalizeAlias(field.value());
        if (alias == null) {
          log.warning("Unmatched bracket in " + field.value());
        } else if (insert(index, alias, module.name, module.index)) {
          log.warning("duplicate module alias:\n" + alias + " " + module.name);
        }
      }
    }
    return index.toBytes();
  }

  /** modules.symbols.bin. */
  byte[] symbols() throws DepmodFailure {
    IndexWriter index = new IndexWriter();
    for (SymbolTable.Symbol symbol : symbols.ordered()) {
      DepmodModule owner = symbol.owner();
      if (owner == null) {
        continue;
      }
      String key = "symbol:" + symbol.name();
      if (insert(index, key, owner.name, owner.index)) {
        log.warning("duplicate module syms:\n" + key + " " + owner.name);
      }
    }
    return index.toBytes();
  }

  /** modules.builtin.bin out of modules.builtin. */
  byte[] builtin(String text) throws DepmodFailure {
    IndexWriter index = new IndexWriter();
    int start = 0;
    while (start < text.length()) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline + 1;
      String line = text.substring(start, end);
      start = end;
      String name = isLetter(line.charAt(0)) ? ModuleName.ofPath(line) : null;
      if (name == null) {
        log.error("Invalid modules.builtin line: " + line);
      } else {
        insert(index, name, "", 0);
      }
    }
    return index.toBytes();
  }

  /** modules.builtin.alias.bin out of modules.builtin.modinfo: {@code module.key=value} NUL …. */
  byte[] builtinAliases(String text) throws DepmodFailure {
    IndexWriter index = new IndexWriter();
    int start = 0;
    while (start < text.length()) {
      int nul = text.indexOf('\0', start);
      String line = text.substring(start, nul < 0 ? text.length() : nul);
      start += line.length() + 1;
      int dot = line.indexOf('.');
      int equals = line.indexOf('=', dot + 1);
      if (dot <= 0 || equals < 0 || nul < 0) {
        continue;
      }
      String value = line.substring(equals + 1);
      if (!line.substring(dot + 1, equals).equals("alias") || value.isEmpty()) {
        continue;
      }
      String alias = ModuleName.normalizeAlias(value);
      if (alias == null) {
        log.warning("Unmatched bracket in " + value);
      } else {
        insert(index, alias, line.substring(0, dot), 0);
      }
    }
    return index.toBytes();
  }

  /** Whether to warn of a duplicate. */
  private boolean insert(IndexWriter index, String key, String value, int priority)
      throws DepmodFailure {
    try {
      return index.insert(key, value, priority) && warnDuplicates;
    } catch (IllegalArgumentException e) {
      // kmod means to say this, but its char is signed and it writes beyond its table instead
      throw log.fatal(String.valueOf(e.getMessage()));
    }
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
