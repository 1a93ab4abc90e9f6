package io.kobox.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The layout against what the real kernel showed in /sys/module/NAME of each recorded case. */
class ModuleLayoutTest {
  private static final Pattern SIZE = Pattern.compile("/(coresize|initsize) \\(444\\): (\\d+)");
  private static final Pattern SECTION =
      Pattern.compile("/sections/(\\S+) \\(400\\): 0x([0-9a-f]+)");

  static Stream<Path> cases() throws IOException {
    List<Path> loaded = new ArrayList<>();
    for (Path file : TestModules.modules(TestModules.CASES)) {
      if (Files.exists(file.resolveSibling("sys_module-loaded.txt"))
          && Files.readString(file.resolveSibling("sys_module-loaded.txt")).contains("coresize")) {
        loaded.add(file);
      }
    }
    assertTrue(loaded.size() > 30, "few recorded cases: " + loaded.size());
    return loaded.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sizesAndSectionAddressesAreTheKernels(Path file) throws IOException, ModuleLoadException {
    ModuleLayout layout = TestModules.layOut(TestModules.read(file));
    String name = layout.module().moduleName();
    Map<String, Long> addresses = new TreeMap<>();
    for (String line : Files.readAllLines(file.resolveSibling("sys_module-loaded.txt"))) {
      if (!line.startsWith("/sys/module/" + name + "/")) {
        continue;
      }
      Matcher size = SIZE.matcher(line);
      if (size.find()) {
        long recorded = Long.parseLong(size.group(2));
        if (size.group(1).equals("coresize")) {
          assertEquals(recorded, layout.coreSize(), "coresize");
        } else if (recorded != 0) {
          assertEquals(recorded, layout.initSize(), "initsize");
        }
      }
      Matcher section = SECTION.matcher(line);
      if (section.find()) {
        addresses.put(section.group(1), Long.parseUnsignedLong(section.group(2), 16));
      }
    }
    List<SectionHeader> listed =
        layout.module().sections().stream().filter(s -> s.isAllocated() && s.size() != 0).toList();
    for (SectionHeader section : listed) {
      assertTrue(addresses.containsKey(section.name()), section.name());
    }
    checkDistances(listed, addresses, false);
    checkDistances(listed, addresses, true);
  }

  private static void checkDistances(
      List<SectionHeader> sections, Map<String, Long> recorded, boolean inInit) {
    List<SectionHeader> part = sections.stream().filter(s -> s.isInInit() == inInit).toList();
    if (part.isEmpty()) {
      return;
    }
    long recordedBase = Long.MAX_VALUE;
    for (SectionHeader section : part) {
      recordedBase =
          Math.min(recordedBase, recorded.getOrDefault(section.name(), 0L) - section.placement());
    }
    assertEquals(0, recordedBase % ModuleLayout.PAGE_SIZE);
    for (SectionHeader section : part) {
      assertEquals(
          recorded.getOrDefault(section.name(), 0L) - recordedBase,
          section.placement(),
          section.name());
    }
  }
}
