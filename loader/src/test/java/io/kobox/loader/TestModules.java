package io.kobox.loader;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The recorded modules of src/test/resources, and how the kernel loads one, step by step. */
final class TestModules {
  static final Path CASES = Path.of("src/test/resources/cases");
  static final Path MUTANTS = Path.of("src/test/resources/mutants");
  static final int KALLSYMS_SIZE = 32;
  static final long BASE = 0xffffffffc0201000L;

  private TestModules() {}

  static byte[] read(Path file) throws IOException {
    return ModuleCompression.unpack(Files.readAllBytes(file));
  }

  static List<Path> modules(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches(".*\\.ko(\\.xz|\\.gz|\\.zst)?"))
          .sorted()
          .toList();
    }
  }

  static ModuleLayout layOut(byte[] bytes) throws ModuleLoadException {
    ElfModule module = ElfModule.elfValidityCheck(new ModuleFile(bytes).signatureCheck(0).module());
    module.setupLoadInfo(0);
    module.rewriteSectionHeaders();
    ModuleLayout layout = new ModuleLayout(module, false);
    layout.enforceRwxSections();
    layout.markSpecialSections();
    layout.layoutSections();
    layout.layoutSymtab(KALLSYMS_SIZE);
    return layout;
  }

  static ModuleImage move(ModuleLayout layout) throws ModuleLoadException {
    return ModuleImage.moveModule(
        layout,
        MemorySegment.ofArray(new byte[(int) layout.coreSize()]),
        MemorySegment.ofArray(new byte[(int) layout.initSize()]),
        BASE,
        BASE + layout.coreSize() + ModuleLayout.PAGE_SIZE);
  }

  static ModuleImage load(byte[] bytes) throws ModuleLoadException {
    ModuleImage image = move(layOut(bytes));
    SymbolSimplification.simplifySymbols(image, 0x20000, new EverythingAt(0xffffffff81234560L));
    Relocations.applyRelocations(image);
    var unused = ModuleKallsyms.addInit(image);
    unused = ModuleKallsyms.addCore(image);
    return image;
  }

  /** Resolves every symbol to one address. */
  record EverythingAt(long address) implements SymbolResolver {
    @Override
    public Resolution resolve(String name) {
      return new Resolved(address);
    }

    @Override
    public void unknownSymbol(String name, int errno) {
      throw new AssertionError(name);
    }

    @Override
    public void log(LogLine line) {}
  }
}
