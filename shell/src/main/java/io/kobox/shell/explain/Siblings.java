package io.kobox.shell.explain;

import io.kobox.loader.ElfModule;
import io.kobox.loader.ModuleCompression;
import io.kobox.loader.ModuleFile;
import io.kobox.loader.ModuleLoadException;
import io.kobox.loader.ModuleSymbols;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the modules in the folder of a module export. */
final class Siblings {
  private static final String EXPORT = "__ksymtab_";
  private static final int MOST_FILES = 1000;

  private Siblings() {}

  /** The exported symbols with the names of their modules. */
  static Map<String, String> exports(Path folder) throws IOException {
    Map<String, String> owners = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> list = Files.list(folder)) {
      files =
          list.filter(file -> String.valueOf(file.getFileName()).matches(".*\\.ko(\\.[a-z0-9]+)?"))
              .sorted()
              .limit(MOST_FILES)
              .toList();
    }
    for (Path file : files) {
      addExports(file, owners);
    }
    return owners;
  }

  /** Files that are no modules export nothing. */
  private static void addExports(Path file, Map<String, String> owners) {
    try {
      ElfModule elf = open(Files.readAllBytes(file));
      exportsOf(elf).forEach(symbol -> owners.putIfAbsent(symbol, elf.name()));
    } catch (IOException | ModuleLoadException e) {
      return;
    }
  }

  /** A module's file, of any compression, without its signature. */
  static ElfModule open(byte[] file) throws IOException, ModuleLoadException {
    byte[] plain = ModuleCompression.unpack(file);
    ElfModule elf = ElfModule.elfValidityCheck(new ModuleFile(plain).signatureCheck(0).module());
    elf.setupLoadInfo(0);
    return elf;
  }

  /** The symbols that a module exports. */
  static List<String> exportsOf(ElfModule elf) throws ModuleLoadException {
    ModuleSymbols symbols = new ModuleSymbols(elf);
    List<String> names = new ArrayList<>();
    for (int i = 1; i < symbols.count(); i++) {
      String name = symbols.name(i);
      if (symbols.section(i) != 0 && name.startsWith(EXPORT)) {
        names.add(name.substring(EXPORT.length()));
      }
    }
    return names.stream().sorted().distinct().toList();
  }
}
