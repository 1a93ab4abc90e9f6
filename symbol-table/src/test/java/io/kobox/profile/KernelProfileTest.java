package io.kobox.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.kallsyms.Kallsyms;
import io.kobox.symbols.ExportedSymbols;
import io.kobox.symbols.KernelSymbol;
import io.kobox.symbols.SymbolType;
import io.kobox.vmlinux.ImageFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

final class KernelProfileTest {
  private static final KernelProfile PROFILE = KernelProfile.embedded();

  private static byte[] embedded() throws IOException {
    try (InputStream in = KernelProfile.class.getResourceAsStream("6.1.0-56-amd64.profile")) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  @Test
  void tellsWhatTheKernelSaysOfItself() {
    assertEquals("6.1.0-56-amd64", PROFILE.release());
    // modinfo -F vermagic of any of Debian's modules
    assertEquals("6.1.0-56-amd64 SMP preempt mod_unload modversions ", PROFILE.vermagic());
    // /proc/version
    assertEquals(
        "Linux version 6.1.0-56-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian"
            + " 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) #1 SMP"
            + " PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)\n",
        PROFILE.banner());
  }

  @Test
  void isSmall() throws IOException {
    assertTrue(embedded().length <= 1_500_000);
  }

  @Test
  void exportsAreThoseOfModuleSymvers() throws IOException {
    Path symvers = Path.of("/usr/src/linux-headers-6.1.0-56-amd64/Module.symvers");
    Assumptions.assumeTrue(Files.isReadable(symvers), "the headers package is not installed");
    List<KernelSymbol> expected =
        ModuleSymvers.vmlinuxSymbols(Files.readString(symvers, StandardCharsets.ISO_8859_1));
    ExportedSymbols exports = PROFILE.exports();
    assertEquals(10503, expected.size());
    for (KernelSymbol symbol : expected) {
      KernelSymbol found = exports.find(symbol.name());
      assertNotNull(found, symbol.name());
      KernelSymbol comparable =
          new KernelSymbol(
              found.name(),
              0,
              found.crc(),
              found.gplOnly(),
              found.namespace(),
              SymbolType.UNKNOWN,
              found.owner());
      assertEquals(symbol, comparable);
    }
    assertEquals(expected.size(), exports.all().size());
  }

  @Test
  void symbolsHaveTheirAddressAndType() {
    ExportedSymbols exports = PROFILE.exports();
    KernelSymbol printk = Objects.requireNonNull(exports.find("_printk"));
    assertEquals(SymbolType.FUNCTION, printk.type());
    assertTrue(printk.address() > 0xffffffff81000000L && printk.address() < 0xffffffff82000000L);
    assertEquals(SymbolType.DATA, Objects.requireNonNull(exports.find("jiffies")).type());
    KernelSymbol current = Objects.requireNonNull(exports.find("current_task"));
    assertEquals(SymbolType.PER_CPU, current.type());
    assertTrue(current.address() >= 0 && current.address() < 0x35000);
    assertNull(exports.find("no_such_symbol"));
    assertNull(exports.find(""));
    assertNull(exports.find("_print"));
    assertNull(exports.find("_printk_"));
  }

  @Test
  void symbolsAreThoseOfProcKallsyms() {
    Kallsyms symbols = Objects.requireNonNull(PROFILE.symbols());
    // grep proc_a /proc/kallsyms
    Kallsyms.Symbol expected =
        new Kallsyms.Symbol(0xffffffff81406370L, 't', "proc_apply_options.isra.0");
    assertEquals(expected, symbols.find("proc_apply_options.isra.0"));
    KernelSymbol printk = Objects.requireNonNull(PROFILE.exports().find("_printk"));
    Kallsyms.Location location = Objects.requireNonNull(symbols.locate(printk.address()));
    assertEquals("_printk", location.symbol().name());
    assertEquals(0, location.offset());
    // %pS prints _printk+0x0/0x83
    assertEquals(0x83, location.size());
  }

  @Test
  void profileWithoutAnImageHasNoAddresses() throws IOException {
    Path symvers = Files.createTempFile("Module", ".symvers");
    Path types = Files.createTempFile("vmlinux", ".btf");
    try {
      Files.writeString(
          symvers,
          """
          0x4c9d28b0\tphys_base\tvmlinux\tEXPORT_SYMBOL\t
          0xc1e9d61a\tb_gpl\tvmlinux\tEXPORT_SYMBOL_GPL\tNS
          0x00000002\tjiffies\tvmlinux\tEXPORT_SYMBOL\t
          0x00000003\tjiffies_64\tvmlinux\tEXPORT_SYMBOL\t
          0x00000001\tother\tdrivers/other\tEXPORT_SYMBOL\t
          """);
      // a header and the empty string
      byte[] empty = new byte[25];
      empty[0] = (byte) 0x9f;
      empty[1] = (byte) 0xeb;
      empty[2] = 1;
      empty[4] = 24;
      empty[20] = 1;
      Files.write(types, empty);
      KernelProfile profile =
          ProfileReader.read(ProfileWriter.write("r", "v ", "b\n", symvers, types));
      assertEquals("r", profile.release());
      assertEquals("v ", profile.vermagic());
      assertEquals("b\n", profile.banner());
      KernelSymbol gpl = Objects.requireNonNull(profile.exports().find("b_gpl"));
      assertEquals(
          new KernelSymbol("b_gpl", 0, 0xc1e9d61a, true, "NS", SymbolType.UNKNOWN, "vmlinux"),
          gpl.at(0));
      KernelSymbol base = Objects.requireNonNull(profile.exports().find("phys_base"));
      KernelSymbol jiffies = Objects.requireNonNull(profile.exports().find("jiffies"));
      KernelSymbol jiffies64 = Objects.requireNonNull(profile.exports().find("jiffies_64"));
      assertEquals(jiffies.address(), jiffies64.address());
      assertEquals(
          3,
          Set.of(gpl.address(), base.address(), jiffies.address()).size(),
          "places of their own");
      assertNull(profile.exports().find("other"));
      assertEquals(1, profile.types().endId());
      assertNull(profile.symbols());
    } finally {
      Files.delete(symvers);
      Files.delete(types);
    }
  }

  @Test
  void refusesDamagedProfiles() throws IOException {
    byte[] whole = embedded();
    assertThrows(ImageFormatException.class, () -> ProfileReader.read(new byte[0]));
    assertThrows(
        ImageFormatException.class,
        () -> ProfileReader.read(Arrays.copyOf(whole, whole.length / 2)));
    Random random = new Random(1);
    int refused = 0;
    for (int round = 0; round < 60; round++) {
      byte[] bytes = whole.clone();
      for (int i = 0; i < 20; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        KernelProfile profile = ProfileReader.read(bytes);
        profile.exports().all();
        profile.types().prototype("_printk");
      } catch (IOException | UncheckedIOException e) {
        refused++;
      }
    }
    assertTrue(refused > 30, "only " + refused + " were refused");
  }
}
