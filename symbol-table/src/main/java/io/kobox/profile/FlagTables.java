package io.kobox.profile;

import io.kobox.kallsyms.Kallsyms;
import io.kobox.vmlinux.ElfImage;
import io.kobox.vmlinux.ImageFormatException;
import io.kobox.vmlinux.Vmlinux;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names of flags that a kernel prints for %pG, in the order of its own tables (mm/debug.c:
 * gfpflag_names, pageflag_names, vmaflag_names; struct trace_print_flags).
 */
public record FlagTables(List<Flag> gfp, List<Flag> page, List<Flag> vma) {
  private static final int MOST = 256;
  private static final int ENTRY = 2 * Long.BYTES;

  /** Bits and what they are called together. */
  public record Flag(long mask, String name) {}

  /** The tables of an image; null if it has no symbols to find them by. */
  static @Nullable FlagTables of(Vmlinux vmlinux) throws ImageFormatException {
    Kallsyms symbols = vmlinux.kallsyms();
    if (symbols == null) {
      return null;
    }
    List<List<Flag>> tables = new ArrayList<>();
    for (String name : List.of("gfpflag_names", "pageflag_names", "vmaflag_names")) {
      Kallsyms.Symbol symbol = symbols.find(name);
      if (symbol == null) {
        return null;
      }
      tables.add(table(vmlinux.image(), symbol.address()));
    }
    return new FlagTables(tables.get(0), tables.get(1), tables.get(2));
  }

  private static List<Flag> table(ElfImage image, long address) throws ImageFormatException {
    List<Flag> flags = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      ByteBuffer entry =
          ByteBuffer.wrap(image.bytes(address + (long) i * ENTRY, ENTRY))
              .order(ByteOrder.LITTLE_ENDIAN);
      long mask = entry.getLong();
      long name = entry.getLong();
      if (name == 0) {
        return flags;
      }
      flags.add(new Flag(mask, image.string(name)));
    }
    throw new ImageFormatException("a table of flags in the image has no end");
  }

  /** A line for each flag, its mask and its name; an empty line ends each table. */
  byte[] write() {
    StringBuilder text = new StringBuilder();
    for (List<Flag> table : List.of(gfp, page, vma)) {
      for (Flag flag : table) {
        text.append(Long.toHexString(flag.mask())).append(' ').append(flag.name()).append('\n');
      }
      text.append('\n');
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Reads what {@link #write} has written. */
  static FlagTables read(byte[] written) throws ImageFormatException {
    List<List<Flag>> tables = new ArrayList<>(List.of(new ArrayList<>()));
    try {
      for (String line : new String(written, StandardCharsets.ISO_8859_1).lines().toList()) {
        int space = line.indexOf(' ');
        if (line.isEmpty()) {
          tables.add(new ArrayList<>());
        } else {
          long mask = Long.parseUnsignedLong(line, 0, Math.max(0, space), 16);
          tables.getLast().add(new Flag(mask, line.substring(space + 1)));
        }
      }
    } catch (NumberFormatException e) {
      throw new ImageFormatException("the profile's flags are malformed");
    }
    if (tables.size() != 4) {
      throw new ImageFormatException("the profile's flags are malformed");
    }
    return new FlagTables(tables.get(0), tables.get(1), tables.get(2));
  }
}
