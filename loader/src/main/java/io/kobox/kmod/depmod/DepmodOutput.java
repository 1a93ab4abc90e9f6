package io.kobox.kmod.depmod;

import io.kobox.kmod.KmodException;
import io.kobox.kmod.ModuleTree;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Writes what was computed, file by file (kmod: depmod_output()). */
final class DepmodOutput {
  private interface Content {
    byte[] get() throws DepmodFailure;
  }

  private interface Index {
    byte[] of(OutputIndexes indexes) throws DepmodFailure;
  }

  private final ModuleTree tree;
  private final Depmod.Options options;
  private final List<DepmodModule> modules;
  private final SymbolTable symbols;
  private final OutputFiles files;
  private final OutputIndexes indexes;
  private final DepmodLog log;

  DepmodOutput(
      ModuleTree tree,
      Depmod.Options options,
      List<DepmodModule> modules,
      SymbolTable symbols,
      DepmodLog log) {
    this.tree = tree;
    this.options = options;
    this.files = new OutputFiles(modules, symbols, log);
    this.indexes = new OutputIndexes(modules, symbols, options.warnDuplicates(), log);
    this.modules = modules;
    this.symbols = symbols;
    this.log = log;
  }

  /** Has an index made by another thread; its messages come when it is asked for. */
  private Content ahead(Index index) {
    KeptLog kept = new KeptLog();
    OutputIndexes own = new OutputIndexes(modules, symbols, options.warnDuplicates(), kept);
    CompletableFuture<byte[]> made =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return index.of(own);
              } catch (DepmodFailure e) {
                return new byte[0]; // the log has it
              }
            });
    return () -> {
      byte[] bytes = made.join();
      kept.say(log);
      return bytes;
    };
  }

  byte[] show() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
    out.writeBytes(files.dependencies());
    out.writeBytes(files.aliases());
    out.writeBytes(files.softdeps());
    out.writeBytes(files.symbols());
    out.writeBytes(files.devnames());
    return out.toByteArray();
  }

  void write() throws DepmodFailure {
    try {
      tree.stat(options.directory());
    } catch (KmodException e) {
      throw log.fatal("could not open directory " + options.directory() + ": " + e.text());
    }
    Content aliases = ahead(OutputIndexes::aliases);
    Content symbolIndex = ahead(OutputIndexes::symbols);
    write("modules.dep", files::dependencies);
    write("modules.dep.bin", indexes::dependencies);
    write("modules.alias", files::aliases);
    write("modules.alias.bin", aliases);
    write("modules.softdep", files::softdeps);
    write("modules.symbols", files::symbols);
    write("modules.symbols.bin", symbolIndex);
    write("modules.builtin.bin", this::builtin);
    write("modules.builtin.alias.bin", this::builtinAliases);
    write("modules.devname", files::devnames);
  }

  private byte[] builtin() throws DepmodFailure {
    String text = Depmod.readFromDirectory(tree, options.directory(), "modules.builtin", log);
    return text == null ? new byte[0] : indexes.builtin(text);
  }

  private byte[] builtinAliases() throws DepmodFailure {
    String file = "modules.builtin.modinfo";
    String text = Depmod.readFromDirectory(tree, options.directory(), file, log);
    return text == null ? new byte[0] : indexes.builtinAliases(text);
  }

  private void write(String name, Content content) throws DepmodFailure {
    String temporary = name + "." + options.temporarySuffix();
    String directory = options.directory();
    byte[] bytes = content.get();
    try {
      tree.create(directory + "/" + temporary, bytes);
    } catch (KmodException e) {
      // O_WRONLY | O_CREAT | O_EXCL, 0644, in octal
      log.error("openat(" + directory + ", " + temporary + ", 301, 644): " + e.text());
      return;
    }
    try {
      tree.rename(directory + "/" + temporary, directory + "/" + name);
    } catch (KmodException e) {
      throw log.fatal(
          "renameat("
              + String.join(", ", directory, temporary, directory, name)
              + "): "
              + e.text());
    }
  }
}
