package io.kobox.kmod;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A module's image with its checks taken out: what -f means where the kernel cannot be told by
 * finit_module's flags (kmod: kmod_elf_strip_section(), kmod_elf_strip_vermagic()).
 */
public final class ForcedImage {
  private static final byte SHF_ALLOC = 2;

  private ForcedImage() {}

  /** The image; a module without the parts in question stays as it is. */
  public static byte[] of(KmodFile file, boolean modversions, boolean vermagic)
      throws KmodException {
    KmodElf elf = KmodElf.open(file.content());
    byte[] image = file.bytes();
    if (modversions) {
      KmodElf.Section versions = elf.section("__versions");
      if (versions != null) {
        // the low byte of sh_flags in little endian, the only order of x86
        image[(int) elf.flagsOffset(versions)] &= ~SHF_ALLOC;
      }
    }
    if (vermagic) {
      clearVermagic(image, elf, elf.section(".modinfo"));
    }
    return image;
  }

  private static void clearVermagic(byte[] image, KmodElf elf, KmodElf.@Nullable Section modinfo) {
    if (modinfo == null) {
      return;
    }
    String text = new String(modinfo.bytes(), StandardCharsets.ISO_8859_1);
    int start = text.startsWith("vermagic=") ? 0 : text.indexOf("\0vermagic=") + 1;
    if (!text.startsWith("vermagic=", start)) {
      return;
    }
    int end = text.indexOf('\0', start);
    int offset = (int) elf.offset(modinfo);
    Arrays.fill(image, offset + start, offset + (end < 0 ? text.length() : end), (byte) 0);
  }
}
