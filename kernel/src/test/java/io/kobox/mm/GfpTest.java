package io.kobox.mm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kobox.btf.Btf;
import io.kobox.vmlinux.Vmlinux;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The allocation flags are those of the kernels that name their bits (6.9 and later), in the folder
 * KOBOX_KERNEL_IMAGES that symbol-table/tools/kernel-images fills.
 */
@Tag("nightly")
final class GfpTest {
  @TestFactory
  List<DynamicTest> bitsAreTheKernels() throws Exception {
    String folder = System.getenv("KOBOX_KERNEL_IMAGES");
    Assumptions.assumeTrue(folder != null, "no kernels (KOBOX_KERNEL_IMAGES)");
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith("vmlinuz-"))
          .filter(file -> !String.valueOf(file.getFileName()).startsWith("vmlinuz-6.1."))
          .sorted()
          .map(file -> DynamicTest.dynamicTest(file.toString(), () -> check(file)))
          .toList();
    }
  }

  private static void check(Path image) throws Exception {
    Btf types = Btf.parse(Objects.requireNonNull(Vmlinux.read(image).btfSection()));
    assertEquals(flags(types, "ZERO"), Gfp.ZERO);
    assertEquals(flags(types, "DIRECT_RECLAIM"), Gfp.DIRECT_RECLAIM);
    assertEquals(flags(types, "NOWARN"), Gfp.NOWARN);
    assertEquals(flags(types, "COMP"), Gfp.COMP);
    assertEquals(flags(types, "DIRECT_RECLAIM", "KSWAPD_RECLAIM", "IO", "FS"), Gfp.KERNEL);
    assertEquals(Gfp.KERNEL | flags(types, "HARDWALL"), Gfp.USER);
  }

  private static int flags(Btf types, String... names) {
    int flags = 0;
    for (String name : names) {
      flags |= 1 << types.enumValue("___GFP_" + name + "_BIT");
    }
    return flags;
  }
}
