package io.kobox.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kobox.profile.FlagTables.Flag;
import io.kobox.vmlinux.ImageFormatException;
import io.kobox.vmlinux.Vmlinux;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a profile keeps of a kernel's flag names is what was in the image. */
class FlagTablesTest {
  @Test
  void keepsOrderAndMasks() throws Exception {
    FlagTables tables =
        new FlagTables(
            List.of(new Flag(0x820, "GFP_ATOMIC"), new Flag(0x20, "__GFP_HIGH")),
            List.of(),
            List.of(new Flag(1L << 63, "last")));
    assertEquals(tables, FlagTables.read(tables.write()));
  }

  @Test
  void refusesWhatIsNone() {
    for (String text : List.of("", "1 a\n", "x a\n\n\n\n", " \n\n\n", "\n\n\n\n")) {
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      assertThrows(ImageFormatException.class, () -> FlagTables.read(bytes));
    }
  }

  /** The kernels in KOBOX_KERNEL_IMAGES: each bit of a page's flags has one name. */
  @TestFactory
  @Tag("nightly")
  List<DynamicTest> areFoundInImages() throws Exception {
    String folder = System.getenv("KOBOX_KERNEL_IMAGES");
    Assumptions.assumeTrue(folder != null, "no kernels (KOBOX_KERNEL_IMAGES)");
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith("vmlinuz-"))
          .sorted()
          .map(file -> DynamicTest.dynamicTest(file.toString(), () -> check(file)))
          .toList();
    }
  }

  private static void check(Path image) throws Exception {
    Vmlinux vmlinux = Vmlinux.read(image);
    FlagTables tables = Objects.requireNonNull(FlagTables.of(vmlinux));
    long named = tables.page().stream().mapToLong(Flag::mask).sum();
    long count = Objects.requireNonNull(vmlinux.types()).enumValue("__NR_PAGEFLAGS");
    assertEquals((1L << count) - 1, named);
    assertEquals("GFP_TRANSHUGE", tables.gfp().getFirst().name());
    assertEquals(new Flag(1, "read"), tables.vma().getFirst());
  }
}
