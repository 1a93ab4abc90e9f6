package io.kobox.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The symbols that stay, against the lines of /proc/kallsyms of each recorded live module. */
class ModuleKallsymsTest {
  static Stream<Path> cases() throws IOException {
    List<Path> live = new ArrayList<>();
    for (Path file : TestModules.modules(TestModules.CASES)) {
      // with a kprobe in use ftrace adds the freed init functions: ftrace_mod_get_kallsym()
      if (file.getFileName().toString().startsWith("kprobe_demo")) {
        continue;
      }
      Path shown = file.resolveSibling("sys_module-loaded.txt");
      if (Files.exists(file.resolveSibling("kallsyms.txt"))
          && Files.exists(shown)
          && Files.readString(shown).contains("(444): live")) {
        live.add(file);
      }
    }
    assertTrue(live.size() > 25, "few live cases: " + live.size());
    return live.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void coreSymbolsAreTheKernels(Path file) throws IOException, ModuleLoadException {
    ModuleImage image = TestModules.load(TestModules.read(file));
    String name = image.module().moduleName();
    List<String> recorded = new ArrayList<>();
    for (String line : Files.readAllLines(file.resolveSibling("kallsyms.txt"))) {
      if (line.endsWith("\t[" + name + "]")) {
        recorded.add(line.substring(0, line.indexOf('\t')));
      }
    }
    List<String> expected = relativeToFirst(recorded);
    assertEquals(expected, relativeToFirst(shown(image)));
    assertTrue(!expected.isEmpty());
  }

  private static List<String> shown(ModuleImage image) throws ModuleLoadException {
    ModuleKallsyms kallsyms = ModuleKallsyms.addCore(image);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < kallsyms.count(); i++) {
      long entry = kallsyms.symtab() + (long) i * ModuleSymbols.BYTES;
      String name = string(image, kallsyms.strtab() + image.s32(entry));
      if (!name.isEmpty()) {
        lines.add(
            "%016x %c %s".formatted(image.u64(entry + 8), image.u8(kallsyms.typetab() + i), name));
      }
    }
    return lines;
  }

  private static String string(ModuleImage image, long address) throws ModuleLoadException {
    int length = 0;
    while (image.u8(address + length) != 0) {
      length++;
    }
    return new String(image.read(address, length), StandardCharsets.ISO_8859_1);
  }

  /**
   * Addresses as distances, as modules load at different places; an exported type is upper case.
   */
  private static List<String> relativeToFirst(List<String> lines) {
    List<String> relative = new ArrayList<>();
    long first = 0;
    for (String line : lines) {
      long address = Long.parseUnsignedLong(line.substring(0, 16), 16);
      char type = line.toLowerCase(Locale.ROOT).charAt(17);
      if (type == 'a') {
        relative.add(line.substring(17));
        continue;
      }
      first = first == 0 ? address : first;
      relative.add("%x %c %s".formatted(address - first, type, line.substring(19)));
    }
    return relative;
  }
}
