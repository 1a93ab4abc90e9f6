package io.kobox.bench;

import io.kobox.loader.ElfModule;
import io.kobox.loader.LogLine;
import io.kobox.loader.ModuleFile;
import io.kobox.loader.ModuleImage;
import io.kobox.loader.ModuleLayout;
import io.kobox.loader.ModuleLoadException;
import io.kobox.loader.Relocations;
import io.kobox.loader.SymbolResolver;
import io.kobox.loader.SymbolSimplification;
import java.lang.foreign.MemorySegment;

/** A module through load_module()'s file part: parse, lay out, move, simplify, relocate. */
final class Loading {
  private static final long MODULES_VADDR = 0xffffffffc0201000L;
  private static final int KALLSYMS_SIZE = 32;

  /** Answers every symbol with one address in the kernel's text. */
  private static final SymbolResolver KERNEL =
      new SymbolResolver() {
        @Override
        public Resolution resolve(String name) {
          return new Resolved(0xffffffff81234560L);
        }

        @Override
        public void unknownSymbol(String name, int errno) {
          throw new AssertionError(name);
        }

        @Override
        public void log(LogLine line) {
          throw new AssertionError(line.text());
        }
      };

  private Loading() {}

  static ModuleImage load(byte[] file) throws ModuleLoadException {
    ElfModule module = ElfModule.elfValidityCheck(new ModuleFile(file).signatureCheck(0).module());
    module.setupLoadInfo(0);
    module.rewriteSectionHeaders();
    ModuleLayout layout = new ModuleLayout(module, false);
    layout.enforceRwxSections();
    layout.markSpecialSections();
    layout.layoutSections();
    layout.layoutSymtab(KALLSYMS_SIZE);
    ModuleImage image =
        ModuleImage.moveModule(
            layout,
            MemorySegment.ofArray(new byte[(int) layout.coreSize()]),
            MemorySegment.ofArray(new byte[(int) layout.initSize()]),
            MODULES_VADDR,
            MODULES_VADDR + layout.coreSize() + 4096);
    SymbolSimplification.simplifySymbols(image, 0x20000, KERNEL);
    Relocations.applyRelocations(image);
    return image;
  }
}
