package io.kobox.dwarf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.loader.ElfModule;
import io.kobox.loader.ModuleFile;
import io.kobox.loader.ModuleLoadException;
import io.kobox.loader.SectionHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines as binutils' addr2line tells them of the same files. */
class LineTableTest {
  private static final String DWARF5 = "../testdata/modules/oops_null/oops_null.ko";
  private static final String DWARF4 = "src/test/resources/dwarf/oops_null-dwarf4.ko";
  private static final int MUTANTS = 2000;

  @ParameterizedTest
  @CsvSource({
    ".init.text, 0, 11", ".init.text, 5, 12", ".init.text, 0x13, 13",
    ".text.unlikely, 0, 5", ".text.unlikely, 0xc, 7", ".text.unlikely, 0x13, 8"
  })
  void findsTheLines(String section, String offset, int line) throws Exception {
    for (String file : new String[] {DWARF5, DWARF4}) {
      ElfModule elf = open(read(file));
      LineRow row = LineTable.read(elf).find(elf.findSection(section), Long.decode(offset));
      assertNotNull(row, file);
      assertEquals(line, row.line(), file);
      assertEquals("oops_null/oops_null.c", row.file());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {DWARF5, DWARF4})
  void hasNoLinesWhereThereIsNoCode(String file) throws Exception {
    ElfModule elf = open(read(file));
    LineTable table = LineTable.read(elf);
    assertNull(table.find(elf.findSection(".init.text"), 0x20));
    assertNull(table.find(elf.findSection(".modinfo"), 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {DWARF5, DWARF4})
  void listsTheLinesOfAFile(String file) throws Exception {
    LineTable table = LineTable.read(open(read(file)));
    assertTrue(table.files().contains("oops_null/oops_null.c"));
    assertTrue(
        table.rows("oops_null/oops_null.c").stream()
            .anyMatch(row -> row.line() == 7 && row.statement()));
  }

  @ParameterizedTest
  @ValueSource(strings = {DWARF5, DWARF4})
  void takesDamagedTablesForDamaged(String file) throws Exception {
    byte[] good = read(file);
    ElfModule elf = open(good);
    SectionHeader section = elf.section(elf.findAnySection(".debug_line"));
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < MUTANTS; i++) {
      byte[] bad = good.clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        int at = (int) section.offset() + random.nextInt((int) section.size());
        bad[at] = (byte) random.nextInt(256);
      }
      refused += isRefused(bad) ? 1 : 0;
    }
    assertTrue(refused > 0);
  }

  @Test
  void hasNothingWithoutDebugData() throws Exception {
    ElfModule elf = open(read("../testdata/modules/oops_gp/oops_gp.ko"));
    assertTrue(LineTable.read(elf).isEmpty());
  }

  private static boolean isRefused(byte[] file) throws ModuleLoadException {
    try {
      LineTable.read(open(file));
      return false;
    } catch (DwarfException e) {
      return true;
    }
  }

  private static byte[] read(String file) throws IOException {
    return Files.readAllBytes(Path.of(file));
  }

  private static ElfModule open(byte[] file) throws ModuleLoadException {
    ElfModule elf = ElfModule.elfValidityCheck(new ModuleFile(file).signatureCheck(0).module());
    elf.setupLoadInfo(0);
    return elf;
  }
}
