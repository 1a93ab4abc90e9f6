package io.kobox.dwarf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.loader.ElfModule;
import io.kobox.loader.ModuleFile;
import io.kobox.loader.SectionHeader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Line tables of modules that gcc made, with what gdb says of them. */
class LineTableTest {
  private static final Path MODULES = Path.of("..", "testdata", "modules");
  private static final Path WARN = MODULES.resolve("warn_module/warn_module.ko");

  /** Sections of the file are told apart by the upper half of addresses. */
  private static long address(int section) {
    return (long) section << 32;
  }

  private static ElfModule module(byte[] bytes) throws Exception {
    ElfModule module = ElfModule.elfValidityCheck(new ModuleFile(bytes).signatureCheck(0).module());
    module.setupLoadInfo(0);
    return module;
  }

  @Test
  void instructionsHaveTheLinesThatGdbTells() throws Exception {
    ElfModule module = module(Files.readAllBytes(WARN));
    LineTable lines = LineTable.of(module, LineTableTest::address);
    long init = address(module.findSection(".init.text"));
    // gdb: info line *warn_module_init+0x2d
    SourceLine here = lines.find(init + 0x2d);
    assertNotNull(here);
    assertEquals("warn_module/warn_module.c:10", here.toString());
    assertNull(lines.find(init + 0xa8));
  }

  @Test
  void linesHaveTheirInstructions() throws Exception {
    ElfModule module = module(Files.readAllBytes(WARN));
    LineTable lines = LineTable.of(module, LineTableTest::address);
    assertTrue(lines.files().contains("warn_module/warn_module.c"), lines.files().toString());
    List<LineTable.Range> twelve = lines.lines("warn_module/warn_module.c").get(12);
    assertNotNull(twelve);
    // readelf --debug-dump=decodedline
    long init = address(module.findSection(".init.text"));
    assertTrue(
        twelve.stream().anyMatch(range -> range.address() == init + 0x34), twelve.toString());
  }

  @Test
  void damagedTablesAreRefused() throws Exception {
    byte[] bytes = Files.readAllBytes(WARN);
    ElfModule whole = module(bytes);
    SectionHeader section = whole.section(whole.findAnySection(".debug_line"));
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 3000; i++) {
      byte[] mutant = bytes.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        int at = (int) section.offset() + random.nextInt((int) section.size());
        mutant[at] = (byte) random.nextInt();
      }
      try {
        assertNotNull(LineTable.of(module(mutant), LineTableTest::address));
      } catch (DwarfException e) {
        refused++;
      }
    }
    assertTrue(refused > 0);
  }
}
