package io.kobox.kallsyms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kobox.vmlinux.KernelImages;
import io.kobox.vmlinux.Vmlinux;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * All symbols of an image against /proc/kallsyms of that kernel when it ran, of which
 * testdata/kernels keeps the count and the SHA-256 (without what modules and BPF add).
 */
@Tag("nightly")
final class SymbolsTest {
  private static final Path KERNELS = Path.of("..", "testdata", "kernels");

  @TestFactory
  List<DynamicTest> symbolsAreThoseOfTheRunningKernel() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path image : KernelImages.all()) {
      String release = String.valueOf(image.getFileName()).substring("vmlinuz-".length());
      Path sum = KERNELS.resolve(release).resolve("kallsyms.sha256");
      if (Files.isReadable(sum)) {
        tests.add(DynamicTest.dynamicTest(release, () -> compare(image, sum)));
      }
    }
    Assumptions.assumeFalse(tests.isEmpty(), "no kernels (KOBOX_KERNEL_IMAGES)");
    return tests;
  }

  private static void compare(Path image, Path sum) throws IOException, NoSuchAlgorithmException {
    Kallsyms symbols = Objects.requireNonNull(Vmlinux.read(image).kallsyms());
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (int i = 0; i < symbols.size(); i++) {
      Kallsyms.Symbol symbol = symbols.symbol(i);
      String line =
          String.format(
              Locale.ROOT, "%016x %c %s\n", symbol.address(), symbol.type(), symbol.name());
      digest.update(line.getBytes(StandardCharsets.ISO_8859_1));
    }
    assertEquals(
        Files.readString(sum).strip(),
        symbols.size() + " " + HexFormat.of().formatHex(digest.digest()));
  }
}
