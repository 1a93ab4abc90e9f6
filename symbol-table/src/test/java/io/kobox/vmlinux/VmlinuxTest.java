package io.kobox.vmlinux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.btf.Btf;
import io.kobox.kallsyms.Kallsyms;
import io.kobox.profile.KernelProfile;
import io.kobox.profile.ProfileReader;
import io.kobox.profile.ProfileWriter;
import io.kobox.symbols.ExportedSymbols;
import io.kobox.symbols.KernelSymbol;
import io.kobox.symbols.SymbolType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whole images, where there are some: their tables must agree with one another. */
final class VmlinuxTest {
  @TestFactory
  List<DynamicTest> readsTheImage() throws IOException {
    List<Path> images = KernelImages.all();
    Assumptions.assumeFalse(images.isEmpty(), "no kernel image (KOBOX_KERNEL_IMAGES)");
    return images.stream()
        .map(image -> DynamicTest.dynamicTest(image.toString(), () -> check(image)))
        .toList();
  }

  private static void check(Path file) throws IOException {
    Vmlinux vmlinux = Vmlinux.read(file);
    assertEquals(
        Objects.requireNonNull(file.getFileName()).toString(), "vmlinuz-" + vmlinux.release());
    assertTrue(vmlinux.banner().startsWith("Linux version " + vmlinux.release() + " ("));
    assertTrue(vmlinux.vermagic().startsWith(vmlinux.release() + " SMP "), vmlinux.vermagic());
    List<KernelSymbol> exports = vmlinux.exports();
    assertTrue(exports.size() > 5000, "only " + exports.size() + " exports");
    checkKallsyms(Objects.requireNonNull(vmlinux.kallsyms()), exports);
    checkProfile(vmlinux);
  }

  /** Two tables of the image that know nothing of each other give the same addresses. */
  private static void checkKallsyms(Kallsyms kallsyms, List<KernelSymbol> exports) {
    for (KernelSymbol export : exports) {
      Kallsyms.Symbol symbol = Objects.requireNonNull(kallsyms.find(export.name()), export.name());
      if (symbol.address() != export.address()) {
        assertTrue(isElsewhere(kallsyms, export), export + " is not at " + symbol);
      }
      if (export.type() == SymbolType.FUNCTION) {
        Kallsyms.Location location =
            Objects.requireNonNull(kallsyms.locate(export.address()), export.name());
        assertEquals(0, location.offset(), export.name());
      }
    }
  }

  /** A static symbol of the same name may come first. */
  private static boolean isElsewhere(Kallsyms kallsyms, KernelSymbol export) {
    for (int i = 0; i < kallsyms.size(); i++) {
      Kallsyms.Symbol symbol = kallsyms.symbol(i);
      if (symbol.address() == export.address() && symbol.name().equals(export.name())) {
        return true;
      }
    }
    return false;
  }

  private static void checkProfile(Vmlinux vmlinux) throws IOException {
    KernelProfile profile = ProfileReader.read(ProfileWriter.write(vmlinux));
    assertEquals(vmlinux.release(), profile.release());
    assertEquals(vmlinux.vermagic(), profile.vermagic());
    assertEquals(vmlinux.banner(), profile.banner());
    ExportedSymbols exports = profile.exports();
    for (KernelSymbol export : vmlinux.exports()) {
      assertEquals(export, exports.find(export.name()));
    }
    Kallsyms kallsyms = Objects.requireNonNull(vmlinux.kallsyms());
    Kallsyms kept = Objects.requireNonNull(profile.symbols());
    assertEquals(kallsyms.size(), kept.size());
    for (int i = 0; i < kallsyms.size(); i++) {
      assertEquals(kallsyms.symbol(i), kept.symbol(i));
    }
    Btf plain = Objects.requireNonNull(vmlinux.types());
    Btf tiered = profile.types();
    assertEquals(plain.endId(), tiered.endId());
    for (int id = 0; id < plain.endId(); id++) {
      assertEquals(plain.type(id), tiered.type(id));
    }
    assertEquals(plain.prototype("_printk"), tiered.prototype("_printk"));
  }
}
