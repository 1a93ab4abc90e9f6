package io.kobox.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kobox.vmlinux.KernelImages;
import io.kobox.vmlinux.Vmlinux;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every type of a kernel, as {@code bpftool btf dump} prints it. */
final class BpftoolDumpTest {
  private static final Path BPFTOOL = Path.of("/usr/sbin/bpftool");

  @TempDir Path folder;

  @TestFactory
  List<DynamicTest> allTypesOfAKernel() throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(BPFTOOL), "no bpftool");
    Assumptions.assumeFalse(KernelImages.all().isEmpty(), "no kernel image");
    return KernelImages.all().stream()
        .map(image -> DynamicTest.dynamicTest(image.toString(), () -> compare(image)))
        .toList();
  }

  private void compare(Path image) throws IOException, InterruptedException {
    byte[] section = Objects.requireNonNull(Vmlinux.read(image).btfSection());
    Path raw = Files.write(folder.resolve("vmlinux.btf"), section);
    Btf types = Btf.parse(section);
    Process bpftool =
        new ProcessBuilder(BPFTOOL.toString(), "btf", "dump", "file", raw.toString())
            .redirectErrorStream(true)
            .start();
    int id = 0;
    try (BufferedReader lines = bpftool.inputReader(StandardCharsets.ISO_8859_1)) {
      StringBuilder expected = new StringBuilder();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("[") && id > 0) {
          assertEquals(expected.toString(), BtfDump.dump(types, id));
          expected.setLength(0);
        }
        id += line.startsWith("[") ? 1 : 0;
        expected.append(line).append('\n');
      }
      assertEquals(expected.toString(), BtfDump.dump(types, id));
    }
    assertEquals(0, bpftool.waitFor());
    assertEquals(types.endId() - 1, id);
  }
}
