package io.kobox.vmlinux;

import io.kobox.symbols.KernelSymbol;
import io.kobox.symbols.SymbolType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code __ksymtab} and {@code __ksymtab_gpl}: entries of three 32-bit offsets, each relative
 * to its own address ({@code CONFIG_HAVE_ARCH_PREL32_RELOCATIONS}): value, name, namespace; and the
 * CRCs of the same index in {@code __kcrctab*}. From 7.x on there is one table, and a byte of flags
 * for each symbol in {@code __kflagstab}.
 */
final class ExportReader {
  private static final int ENTRY_SIZE = 12;

  /** {@code KSYM_FLAG_GPL_ONLY}. */
  private static final int FLAG_GPL_ONLY = 1;

  private final ElfImage image;
  private final List<KernelSymbol> exports = new ArrayList<>();

  private ExportReader(ElfImage image) {
    this.image = image;
  }

  /** All exports, the general ones first, each kind in the image's order. */
  static List<KernelSymbol> read(ElfImage image) throws ImageFormatException {
    ExportReader reader = new ExportReader(image);
    reader.readTable("__ksymtab", "__kcrctab", false);
    reader.readTable("__ksymtab_gpl", "__kcrctab_gpl", true);
    return List.copyOf(reader.exports);
  }

  private void readTable(String tableName, String crcName, boolean gplOnly)
      throws ImageFormatException {
    ElfImage.Section table = image.section(tableName);
    if (table == null) {
      return;
    }
    ByteBuffer entries = image.bytes(table);
    ElfImage.Section crcSection = image.section(crcName);
    ByteBuffer crcs = crcSection == null ? null : image.bytes(crcSection);
    int count = entries.limit() / ENTRY_SIZE;
    ElfImage.Section flagSection = image.section("__kflagstab");
    ByteBuffer flags = flagSection == null ? null : image.bytes(flagSection);
    if (flags != null && flags.limit() < count) {
      throw new ImageFormatException("__kflagstab is shorter than " + tableName);
    }
    if (crcs != null && crcs.limit() < count * 4) {
      throw new ImageFormatException(crcName + " is shorter than " + tableName);
    }
    for (int i = 0; i < count; i++) {
      int offset = i * ENTRY_SIZE;
      long entry = table.address() + offset;
      long value = entry + entries.getInt(offset);
      String name = image.string(entry + 4 + entries.getInt(offset + 4));
      int namespace = entries.getInt(offset + 8);
      exports.add(
          new KernelSymbol(
              name,
              value,
              crc(crcs, i),
              gplOnly || (flags != null && (flags.get(i) & FLAG_GPL_ONLY) != 0),
              namespace == 0 ? "" : image.string(entry + 8 + namespace),
              type(value),
              KernelSymbol.VMLINUX));
    }
  }

  private static int crc(@Nullable ByteBuffer crcs, int index) {
    return crcs == null ? 0 : crcs.getInt(index * 4);
  }

  private SymbolType type(long address) {
    ElfImage.Section section = image.sectionAt(address);
    if (section == null) {
      return SymbolType.DATA;
    }
    if (section.name().equals(".data..percpu")) {
      return SymbolType.PER_CPU;
    }
    return section.executable() ? SymbolType.FUNCTION : SymbolType.DATA;
  }
}
