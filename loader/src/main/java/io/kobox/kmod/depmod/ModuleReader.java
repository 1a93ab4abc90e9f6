package io.kobox.kmod.depmod;

import io.kobox.kmod.KmodAbort;
import io.kobox.kmod.KmodElf;
import io.kobox.kmod.KmodException;
import io.kobox.kmod.KmodFile;
import io.kobox.kmod.ModuleTree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads modules' files on the calling thread, and has their contents parsed on others meanwhile;
 * the order of the results is that of the modules.
 */
final class ModuleReader {
  /** How many contents may wait to be parsed. */
  private static final int AHEAD = 128;

  private final ModuleTree tree;
  private final boolean crcs;
  private String path = "";
  private ModuleTree.@Nullable Directory directory;

  /** {@code crcs}: the exports are wanted with theirs. */
  ModuleReader(ModuleTree tree, boolean crcs) {
    this.tree = tree;
    this.crcs = crcs;
  }

  List<ModuleContent> read(List<DepmodModule> modules, DepmodLog log) {
    List<ModuleContent> contents = new ArrayList<>(modules.size());
    List<CompletableFuture<Void>> parsing = new ArrayList<>(modules.size());
    try {
      for (DepmodModule module : modules) {
        ModuleContent content = new ModuleContent(module);
        contents.add(content);
        parsing.add(read(content));
        log.read(contents.size(), modules.size());
        if (parsing.size() > AHEAD) {
          parsing.get(parsing.size() - 1 - AHEAD).join();
        }
      }
    } finally {
      if (directory != null) {
        directory.close();
      }
    }
    parsing.forEach(CompletableFuture::join);
    return contents;
  }

  /** Reads a file; answers who parses it. */
  private CompletableFuture<Void> read(ModuleContent content) {
    try (KmodFile file = KmodFile.of(open(content.module().path), content.messages())) {
      KmodElf elf = KmodElf.open(file.content());
      elf.readAhead(ModuleContent.SECTIONS);
      if (!crcs) {
        return CompletableFuture.runAsync(() -> content.parse(elf, false));
      }
      // a CRC may be in any section of the file
      content.parse(elf, true);
    } catch (KmodException e) {
      content.failed(e);
    } catch (KmodAbort e) {
      content.aborted(e);
    }
    return CompletableFuture.completedFuture(null);
  }

  private ModuleTree.OpenFile open(String file) throws KmodException {
    int slash = file.lastIndexOf('/');
    String parent = slash == 0 ? "/" : file.substring(0, slash);
    if (directory == null || !parent.equals(path)) {
      if (directory != null) {
        directory.close();
        directory = null;
      }
      directory = tree.directory(parent);
      path = parent;
    }
    return directory.open(file.substring(slash + 1));
  }
}
