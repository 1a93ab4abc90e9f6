package io.kobox.kmod.depmod;

import io.kobox.kmod.KmodAbort;
import io.kobox.kmod.KmodElf;
import io.kobox.kmod.KmodException;
import io.kobox.kmod.KmodFile;
import io.kobox.kmod.ModuleTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads modules' files on the calling thread, directory by directory, and has their contents parsed
 * on others meanwhile; the order of the results is that of the modules.
 */
final class ModuleReader {
  /** How many contents another thread gets at a time: waking it costs more than one of them. */
  private static final int BATCH = 32;

  /** How many batches may wait to be parsed. */
  private static final int AHEAD = 4;

  private final ModuleTree tree;
  private final boolean crcs;
  private String path = "";
  private ModuleTree.@Nullable Directory directory;
  private List<Runnable> batch = new ArrayList<>();
  private final List<CompletableFuture<Void>> parsing = new ArrayList<>();

  /** {@code crcs}: the exports are wanted with theirs. */
  ModuleReader(ModuleTree tree, boolean crcs) {
    this.tree = tree;
    this.crcs = crcs;
  }

  List<ModuleContent> read(List<DepmodModule> modules, DepmodLog log) {
    List<ModuleContent> contents = modules.stream().map(ModuleContent::new).toList();
    int count = 0;
    try {
      for (ModuleContent content : inDirectories(contents)) {
        read(content);
        count++;
        log.read(count, modules.size());
        if (batch.size() == BATCH) {
          parseBatch();
        }
      }
    } finally {
      if (directory != null) {
        directory.close();
      }
    }
    parseBatch();
    parsing.forEach(CompletableFuture::join);
    return contents;
  }

  private static List<ModuleContent> inDirectories(List<ModuleContent> contents) {
    return contents.stream()
        .sorted(Comparator.comparing(content -> parent(content.module().path)))
        .toList();
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash == 0 ? "/" : path.substring(0, slash);
  }

  private void parseBatch() {
    List<Runnable> parts = batch;
    batch = new ArrayList<>();
    parsing.add(CompletableFuture.runAsync(() -> parts.forEach(Runnable::run)));
    if (parsing.size() > AHEAD) {
      parsing.get(parsing.size() - 1 - AHEAD).join();
    }
  }

  /** Reads a file, and has it parsed later. */
  private void read(ModuleContent content) {
    try (KmodFile file =
        KmodFile.of(SmallFile.of(open(content.module().path)), content.messages())) {
      KmodElf elf = KmodElf.open(file.content());
      elf.readAhead(ModuleContent.SECTIONS);
      if (crcs) {
        // a CRC may be in any section of the file
        content.parse(elf, true);
      } else {
        batch.add(() -> content.parse(elf, false));
      }
    } catch (KmodException e) {
      content.failed(e);
    } catch (KmodAbort e) {
      content.aborted(e);
    }
  }

  private ModuleTree.OpenFile open(String file) throws KmodException {
    String parent = parent(file);
    if (directory == null || !parent.equals(path)) {
      if (directory != null) {
        directory.close();
        directory = null;
      }
      directory = tree.directory(parent);
      path = parent;
    }
    return directory.open(file.substring(file.lastIndexOf('/') + 1));
  }
}
