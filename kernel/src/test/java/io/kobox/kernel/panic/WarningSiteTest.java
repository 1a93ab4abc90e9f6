package io.kobox.kernel.panic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kobox.kallsyms.Kallsyms;
import io.kobox.profile.KernelImages;
import io.kobox.vmlinux.ElfImage;
import io.kobox.vmlinux.Vmlinux;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WarningSiteTest {
  private static final String KERNEL = "6.1.0-56-amd64";
  private static final Pattern SITE =
      Pattern.compile("\"([a-z0-9_/-]+\\.c:[0-9]+ [a-z0-9_.]+\\+0x[0-9a-f]+/0x[0-9a-f]+)[ \"]");

  /** struct bug_entry, with relative pointers (include/asm-generic/bug.h). */
  private static final int ENTRY = 12;

  @Test
  void namesWhoCalled() {
    assertEquals(
        new WarningSite("mm/a.c:12", "f+0x12/0x20", List.of(), false),
        WarningSite.of("mm/a.c:12 f+0x12/0x20"));
    assertEquals(
        new WarningSite("mm/a.c:12", "f+0x12/0x20", List.of("g+0x1/0x2", "h+0x3/0x4"), true),
        WarningSite.of("mm/a.c:12 f+0x12/0x20 <- g+0x1/0x2 <- h+0x3/0x4 <-"));
    WarningSite site = WarningSite.of("mm/a.c:12 f.cold+0x12/0x20");
    assertEquals("f.cold", site.function());
    assertEquals(0x12, site.offset());
    assertEquals(0, WarningSite.of("mm/a.c:12 f").offset());
  }

  /** Each place that the source names has a WARN in the kernel that it was taken from. */
  @Test
  void theKernelWarnsThere() throws IOException {
    KernelImages.Image image = KernelImages.ofUser().find(KERNEL);
    assumeTrue(image != null, KERNEL);
    Set<String> known = warnings(Vmlinux.read(Objects.requireNonNull(image).vmlinuz()));
    Set<String> sites = sitesOf(Path.of("src", "main", "java"));
    assertFalse(sites.isEmpty());
    sites.removeAll(known);
    assertEquals(Set.of(), sites);
  }

  private static Set<String> sitesOf(Path source) throws IOException {
    Set<String> sites = new TreeSet<>();
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        Matcher matcher = SITE.matcher(Files.readString(file));
        while (matcher.find()) {
          sites.add(matcher.group(1));
        }
      }
    }
    return sites;
  }

  private static Set<String> warnings(Vmlinux kernel) throws IOException {
    ElfImage.Section section = Objects.requireNonNull(kernel.image().section("__bug_table"));
    Kallsyms symbols = Objects.requireNonNull(kernel.kallsyms());
    ByteBuffer table = kernel.image().bytes(section);
    Set<String> found = new HashSet<>();
    for (int at = 0; at + ENTRY <= section.size(); at += ENTRY) {
      long entry = section.address() + at;
      String file = kernel.image().string(entry + 4 + table.getInt(at + 4));
      Kallsyms.Location place = symbols.locate(entry + table.getInt(at));
      if (place != null) {
        found.add(
            String.format(
                Locale.ROOT,
                "%s:%d %s+%#x/%#x",
                file,
                table.getShort(at + 8) & 0xffff,
                place.symbol().name(),
                place.offset(),
                place.size()));
      }
    }
    return found;
  }
}
