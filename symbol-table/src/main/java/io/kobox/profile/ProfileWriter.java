package io.kobox.profile;

import io.kobox.btf.TieredTypes;
import io.kobox.symbols.KernelSymbol;
import io.kobox.vmlinux.ImageFormatException;
import io.kobox.vmlinux.Vmlinux;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a profile of a kernel: from its image, or from what a running machine shows of it.
 *
 * <pre>{@code
 * Files.write(target, ProfileWriter.write(Vmlinux.read(Path.of("/boot/vmlinuz-6.1.0-56-amd64"))));
 * }</pre>
 */
public final class ProfileWriter {
  private ProfileWriter() {}

  /** The profile of a kernel image. */
  public static byte[] write(Vmlinux vmlinux) throws IOException {
    byte[] types = vmlinux.btfSection();
    if (types == null) {
      throw new ImageFormatException("the image has no .BTF section");
    }
    return write(vmlinux.release(), vmlinux.vermagic(), vmlinux.banner(), vmlinux.exports(), types);
  }

  /**
   * The profile of a kernel of which there is no image. The symbols have no addresses.
   *
   * @param release as {@code uname -r} prints it
   * @param vermagic as {@code modinfo -F vermagic} prints it of a module of this kernel
   * @param banner the text of /proc/version
   * @param moduleSymvers the file Module.symvers of the kernel's build
   * @param types the file /sys/kernel/btf/vmlinux
   */
  public static byte[] write(
      String release, String vermagic, String banner, Path moduleSymvers, Path types)
      throws IOException {
    return write(
        release,
        vermagic,
        banner,
        ModuleSymvers.vmlinuxSymbols(Files.readString(moduleSymvers, StandardCharsets.ISO_8859_1)),
        Files.readAllBytes(types));
  }

  private static byte[] write(
      String release, String vermagic, String banner, List<KernelSymbol> exports, byte[] types)
      throws IOException {
    String info = release + "\0" + vermagic + "\0" + banner + "\0";
    List<PackedSection> sections = new ArrayList<>();
    sections.add(PackedSection.pack(info.getBytes(StandardCharsets.ISO_8859_1)));
    sections.add(PackedSection.pack(ProfileExports.write(exports)));
    for (byte[] part : TieredTypes.split(types)) {
      sections.add(PackedSection.pack(part));
    }
    int size = Long.BYTES;
    for (PackedSection section : sections) {
      size += section.fileSize();
    }
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(ProfileReader.MAGIC);
    for (PackedSection section : sections) {
      section.putTo(out);
    }
    return out.array();
  }
}
