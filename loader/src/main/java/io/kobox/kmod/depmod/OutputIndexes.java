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
    ModinfoStream stream = new ModinfoStream(text);
    while (!stream.atEnd()) {
      String module = stream.readTo('.');
      if (module.isEmpty()) {
        continue;
      }
      if (!stream.readTo('=').equals("alias")) {
        stream.readTo('\0');
        continue;
      }
      String value = stream.readTo('\0');
      if (value.isEmpty()) {
        continue;
      }
      String alias = ModuleName.normalizeAlias(value);
      if (alias == null) {
        log.warning("Unmatched bracket in " + value);
      } else {
        insert(index, alias, module, 0);
      }
    }
    return index.toBytes();
  }

  /** depmod's flush_stream_to(): a field without its end is empty, but read all the same. */
  private static final class ModinfoStream {
    private final String text;
    private int at;
    private boolean ended;

    private ModinfoStream(String text) {
      this.text = text;
    }

    /** feof(): something was asked for beyond the last character. */
    private boolean atEnd() {
      return ended;
    }

    /** Up to {@code end} or a NUL, which it goes over; empty if {@code end} was not there. */
    private String readTo(char end) {
      int start = at;
      while (at < text.length() && text.charAt(at) != end && text.charAt(at) != '\0') {
        at++;
      }
      if (at == text.length()) {
        ended = true;
        return "";
      }
      char found = text.charAt(at++);
      return found == end ? text.substring(start, at - 1) : "";
    }
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
