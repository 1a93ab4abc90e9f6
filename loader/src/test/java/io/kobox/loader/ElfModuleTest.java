package io.kobox.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import net.fornwall.jelf.ElfFile;
import net.fornwall.jelf.ElfSection;
import net.fornwall.jelf.ElfSymbolTableSection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our reading of good modules against jelf's. */
class ElfModuleTest {
  static Stream<Path> cases() throws IOException {
    return TestModules.modules(TestModules.CASES).stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sectionsAndSymbolsAreThoseThatJelfReads(Path path) throws IOException, ModuleLoadException {
    byte[] bytes = TestModules.read(path);
    ElfFile expected = ElfFile.from(bytes);
    ElfModule module = ElfModule.elfValidityCheck(new ModuleFile(bytes).signatureCheck(0).module());
    module.setupLoadInfo(0);
    assertEquals(expected.e_shnum, module.sections().size());
    for (SectionHeader section : module.sections()) {
      ElfSection other = expected.getSection(section.index());
      String name = other.header.getName();
      assertEquals(name == null ? "" : name, section.name());
      assertEquals(other.header.sh_type, section.type(), name);
      assertEquals(other.header.sh_flags, section.flags(), name);
      assertEquals(other.header.sh_offset, section.offset(), name);
      assertEquals(other.header.sh_size, section.size(), name);
      assertEquals(other.header.sh_addralign, section.alignment(), name);
    }
    ElfSymbolTableSection table = expected.getSymbolTableSection();
    ModuleSymbols symbols = new ModuleSymbols(module);
    assertEquals(table.symbols.length, symbols.count());
    for (int i = 0; i < symbols.count(); i++) {
      String name = table.symbols[i].getName();
      assertEquals(name == null ? "" : name, symbols.name(i));
      assertEquals(table.symbols[i].st_value, symbols.value(i), name);
    }
  }
}
