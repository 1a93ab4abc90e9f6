package io.kobox.vmlinux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kobox.symbols.KernelSymbol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The exports read from an image against the Module.symvers of its headers: names, CRCs, GPL-only
 * and namespaces. Kernels without CONFIG_MODVERSIONS (Debian's 7.2) have zeros there as here.
 */
@Tag("nightly")
final class ModuleSymversTest {
  @TestFactory
  List<DynamicTest> exportsAreThoseOfModuleSymvers() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path image : KernelImages.all()) {
      String release = String.valueOf(image.getFileName()).substring("vmlinuz-".length());
      for (Path file :
          List.of(
              image.resolveSibling(release).resolve("Module.symvers"),
              Path.of("/usr/src/linux-headers-" + release, "Module.symvers"))) {
        if (Files.isReadable(file)) {
          tests.add(DynamicTest.dynamicTest(file.toString(), () -> compare(image, file)));
        }
      }
    }
    Assumptions.assumeFalse(tests.isEmpty(), "no kernels with headers (KOBOX_KERNEL_IMAGES)");
    return tests;
  }

  private static void compare(Path image, Path symvers) throws IOException {
    List<String> expected =
        Files.readAllLines(symvers, StandardCharsets.ISO_8859_1).stream()
            .filter(line -> line.split("\t", -1)[2].equals("vmlinux"))
            .sorted()
            .toList();
    List<String> actual =
        Vmlinux.read(image).exports().stream().map(ModuleSymversTest::line).sorted().toList();
    assertEquals(String.join("\n", expected), String.join("\n", actual));
  }

  private static String line(KernelSymbol export) {
    return String.format(
        Locale.ROOT,
        "0x%08x\t%s\tvmlinux\t%s\t%s",
        export.crc(),
        export.name(),
        export.gplOnly() ? "EXPORT_SYMBOL_GPL" : "EXPORT_SYMBOL",
        export.namespace());
  }
}
