package io.kobox.profile;

import io.kobox.btf.Btf;
import io.kobox.btf.TieredTypes;
import io.kobox.kallsyms.Kallsyms;
import io.kobox.symbols.KernelSymbol;
import io.kobox.vmlinux.ImageFormatException;
import io.kobox.vmlinux.Vmlinux;
import java.io.ByteArrayOutputStream;
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

  /**
   * The profile of a kernel image, with all its symbols, the certificates it trusts, its tables of
   * flags and its built-in modules.
   */
  public static byte[] write(Vmlinux vmlinux) throws IOException {
    byte[] profile = writeWithoutSymbols(vmlinux);
    byte[] symbols = writeSymbols(vmlinux);
    if (symbols.length == 0) {
      return profile;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(profile);
    all.writeBytes(symbols);
    all.writeBytes(file(List.of(PackedSection.pack(vmlinux.certificates())), 0));
    FlagTables flags = FlagTables.of(vmlinux);
    BuiltinModules builtins = BuiltinModules.of(vmlinux);
    if (flags != null) {
      all.writeBytes(file(List.of(PackedSection.pack(flags.write())), 0));
      if (builtins != null) {
        all.writeBytes(file(List.of(PackedSection.pack(builtins.write())), 0));
      }
    }
    return all.toByteArray();
  }

  /** The symbol table of a kernel image, as {@link #write(Vmlinux)}'s profile has it. */
  static byte[] writeSymbols(Vmlinux vmlinux) {
    Kallsyms kallsyms = vmlinux.kallsyms();
    return kallsyms == null
        ? new byte[0]
        : file(List.of(PackedSection.pack(ProfileSymbols.write(kallsyms))), 0);
  }

  static byte[] writeWithoutSymbols(Vmlinux vmlinux) throws IOException {
    byte[] types = vmlinux.btfSection();
    if (types == null) {
      throw new ImageFormatException("the image has no .BTF section");
    }
    return write(vmlinux.release(), vmlinux.vermagic(), vmlinux.banner(), vmlinux.exports(), types);
  }

  /**
   * The profile of a kernel of which there is no image: its exports are given places of their own.
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
    String symvers = Files.readString(moduleSymvers, StandardCharsets.ISO_8859_1);
    byte[] section = Files.readAllBytes(types);
    List<KernelSymbol> exports =
        PlacedExports.place(ModuleSymvers.vmlinuxSymbols(symvers), Btf.parse(section));
    return write(release, vermagic, banner, exports, section);
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
    byte[] profile = file(sections, Long.BYTES);
    ByteBuffer.wrap(profile).order(ByteOrder.LITTLE_ENDIAN).putLong(0, ProfileReader.MAGIC);
    return profile;
  }

  /** The sections one after the other, behind {@code header} empty bytes. */
  private static byte[] file(List<PackedSection> sections, int header) {
    int size = header;
    for (PackedSection section : sections) {
      size += section.fileSize();
    }
    byte[] bytes = new byte[size];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(header);
    for (PackedSection section : sections) {
      section.putTo(out);
    }
    return bytes;
  }
}
