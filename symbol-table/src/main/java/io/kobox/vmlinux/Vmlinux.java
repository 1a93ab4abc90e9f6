package io.kobox.vmlinux;

import io.kobox.btf.Btf;
import io.kobox.kallsyms.Kallsyms;
import io.kobox.kallsyms.KallsymsFinder;
import io.kobox.symbols.KernelSymbol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A kernel image read from a {@code vmlinuz} (bzImage) or {@code vmlinux} (ELF) file. */
public final class Vmlinux {
  private static final long LARGEST_FILE = 1L << 30;
  private static final int LARGEST_CERTIFICATES = 1 << 20;
  private static final String BANNER = "Linux version ";

  private final ElfImage image;
  private @Nullable Kallsyms kallsyms;
  private boolean kallsymsSought;

  private Vmlinux(ElfImage image) {
    this.image = image;
  }

  /** Reads and unpacks {@code file}. */
  public static Vmlinux read(Path file) throws IOException {
    if (Files.size(file) > LARGEST_FILE) {
      throw new ImageFormatException(file + " is too large for a kernel");
    }
    return of(Files.readAllBytes(file));
  }

  /** Unpacks {@code file}, which is a bzImage or an ELF file. */
  public static Vmlinux of(byte[] file) throws IOException {
    return new Vmlinux(ElfImage.of(BootImage.unpack(file)));
  }

  /** The sections and bytes. */
  public ElfImage image() {
    return image;
  }

  /** The uncompressed ELF file; not to be changed. */
  public byte[] elf() {
    return image.file();
  }

  /** The exported symbols ({@code EXPORT_SYMBOL*}). */
  public List<KernelSymbol> exports() throws ImageFormatException {
    return ExportReader.read(image);
  }

  /** The kernel's banner ({@code linux_banner}), ending in a newline as in /proc/version. */
  public String banner() throws ImageFormatException {
    String text = stringOf("linux_banner");
    // of the strings that begin alike the last one is linux_banner; others lack the build number
    return text != null ? text : lastString(BANNER);
  }

  /** The release, as {@code uname -r} prints it. */
  public String release() throws ImageFormatException {
    String banner = banner();
    int end = banner.indexOf(' ', BANNER.length());
    return end < 0 ? banner.substring(BANNER.length()) : banner.substring(BANNER.length(), end);
  }

  /**
   * The version magic that a module must carry ({@code vermagic} in {@code kernel/module/main.c}):
   * the release, a blank, and words such as {@code SMP preempt mod_unload modversions }.
   */
  public String vermagic() throws ImageFormatException {
    String text = stringOf("vermagic");
    return text != null ? text : lastString(release() + " ");
  }

  /** The symbol table of {@code CONFIG_KALLSYMS}, if the image has one. */
  public @Nullable Kallsyms kallsyms() {
    if (!kallsymsSought) {
      kallsymsSought = true;
      kallsyms = findKallsyms();
    }
    return kallsyms;
  }

  /** The C types, if the image has them ({@code CONFIG_DEBUG_INFO_BTF}). */
  public @Nullable Btf types() throws IOException {
    byte[] section = btfSection();
    return section == null ? null : Btf.parse(section);
  }

  /** The {@code .BTF} section as it is, as in /sys/kernel/btf/vmlinux. */
  public byte @Nullable [] btfSection() {
    ElfImage.Section section = image.section(".BTF");
    if (section == null) {
      return null;
    }
    byte[] bytes = new byte[(int) section.size()];
    image.bytes(section).get(0, bytes);
    return bytes;
  }

  /**
   * The X.509 certificates that the kernel trusts (certs/system_certificates.S:
   * system_certificate_list), DER, one after the other; empty if the image has none.
   */
  public byte[] certificates() throws ImageFormatException {
    Kallsyms symbols = kallsyms();
    Kallsyms.Symbol list = symbols == null ? null : symbols.find("system_certificate_list");
    Kallsyms.Symbol size = symbols == null ? null : symbols.find("system_certificate_list_size");
    if (list == null || size == null) {
      return new byte[0];
    }
    byte[] length = image.bytes(size.address(), Long.BYTES);
    long count = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (count < 0 || count > LARGEST_CERTIFICATES) {
      throw new ImageFormatException("the image's certificates are malformed");
    }
    return image.bytes(list.address(), (int) count);
  }

  private @Nullable Kallsyms findKallsyms() {
    ElfImage.Section rodata = image.section(".rodata");
    return rodata == null
        ? null
        : KallsymsFinder.find(
            image.bytes(rodata), rodata.address(), image.startAddress(), image.endAddress());
  }

  /** The string that the array variable {@code symbol} holds. */
  private @Nullable String stringOf(String symbol) throws ImageFormatException {
    Kallsyms symbols = kallsyms();
    Kallsyms.Symbol found = symbols == null ? null : symbols.find(symbol);
    return found == null ? null : image.string(found.address());
  }

  /** The last C string in .rodata that begins with {@code start}. */
  private String lastString(String start) throws ImageFormatException {
    ElfImage.Section rodata = image.section(".rodata");
    if (rodata != null) {
      byte[] wanted = start.getBytes(StandardCharsets.ISO_8859_1);
      ByteBuffer bytes = image.bytes(rodata);
      for (int i = bytes.limit() - wanted.length - 1; i > 0; i--) {
        if (bytes.get(i - 1) == 0
            && bytes.get(i) == wanted[0]
            && bytes.slice(i, wanted.length).equals(ByteBuffer.wrap(wanted))) {
          return image.string(rodata.address() + i);
        }
      }
    }
    throw new ImageFormatException("no string \"" + start + "...\" in the image");
  }
}
