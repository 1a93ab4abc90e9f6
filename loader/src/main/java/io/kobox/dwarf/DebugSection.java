package io.kobox.dwarf;

import io.kobox.loader.ElfModule;
import io.kobox.loader.ModuleLoadException;
import io.kobox.loader.SectionHeader;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A .debug_* section of a relocatable file, read from front to end. Fields that the file leaves to
 * the linker are read as if each section were linked at address 0: with the section that they point
 * into.
 */
final class DebugSection {
  private static final int SHF_COMPRESSED = 1 << 11;
  private static final int SHT_NOBITS = 8;
  private static final int SHT_RELA = 4;
  private static final int RELA_BYTES = 24;
  private static final int SYMBOL_BYTES = 24;
  private static final int R_X86_64_64 = 1;
  private static final int R_X86_64_32 = 10;
  private static final int R_X86_64_32S = 11;
  private static final int LONGEST_LEB128 = 10;

  /** A place in a section of the file; section 0 for a plain number. */
  record Pointer(int section, long offset) {}

  private final String name;
  private final ByteBuffer bytes;
  private final Map<Integer, Pointer> relocations;

  private DebugSection(String name, ByteBuffer bytes, Map<Integer, Pointer> relocations) {
    this.name = name;
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    this.relocations = relocations;
  }

  /** The section of that name; null if the file has none. */
  static @Nullable DebugSection find(ElfModule elf, String name) throws DwarfException {
    int index = elf.findAnySection(name);
    if (index == 0) {
      return null;
    }
    SectionHeader section = elf.section(index);
    if ((section.flags() & SHF_COMPRESSED) != 0) {
      throw new DwarfException(name + " is compressed");
    }
    ByteBuffer contents = contents(elf, section);
    Map<Integer, Pointer> relocations = new HashMap<>();
    for (SectionHeader each : elf.sections()) {
      if (each.type() == SHT_RELA && each.info() == index) {
        addRelocations(contents(elf, each), contents(elf, elf.symbolSection()), relocations);
      }
    }
    return new DebugSection(name, contents, relocations);
  }

  private static ByteBuffer contents(ElfModule elf, SectionHeader section) throws DwarfException {
    if (section.type() == SHT_NOBITS) {
      throw new DwarfException(section.name() + " has no contents");
    }
    try {
      return ByteBuffer.wrap(elf.file().copy(section.offset(), section.size()))
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (ModuleLoadException e) {
      throw new DwarfException(section.name() + " lies outside of the file");
    }
  }

  private static void addRelocations(
      ByteBuffer relas, ByteBuffer symbols, Map<Integer, Pointer> relocations)
      throws DwarfException {
    for (int at = 0; at + RELA_BYTES <= relas.limit(); at += RELA_BYTES) {
      int type = relas.getInt(at + 8);
      long symbol = Integer.toUnsignedLong(relas.getInt(at + 12)) * SYMBOL_BYTES;
      long place = relas.getLong(at);
      if (type != R_X86_64_64 && type != R_X86_64_32 && type != R_X86_64_32S) {
        continue;
      }
      if (symbol + SYMBOL_BYTES > symbols.limit() || place < 0 || place > Integer.MAX_VALUE) {
        throw new DwarfException("a relocation without a symbol");
      }
      int section = Short.toUnsignedInt(symbols.getShort((int) symbol + 6));
      long value = symbols.getLong((int) symbol + 8) + relas.getLong(at + 16);
      relocations.put((int) place, new Pointer(section, value));
    }
  }

  int position() {
    return bytes.position();
  }

  boolean hasRemaining() {
    return bytes.hasRemaining();
  }

  /** Goes to {@code position}, which must lie in the section. */
  void position(long position) throws DwarfException {
    if (position < 0 || position > bytes.limit()) {
      throw new DwarfException("%s: 0x%x is outside".formatted(name, position));
    }
    bytes.position((int) position);
  }

  int u8() throws DwarfException {
    try {
      return bytes.get() & 0xff;
    } catch (BufferUnderflowException e) {
      throw ends();
    }
  }

  int u16() throws DwarfException {
    return u8() | u8() << 8;
  }

  /** A number of 1, 2, 4 or 8 bytes, relocated if the file says so. */
  Pointer pointer(int size) throws DwarfException {
    Pointer relocated = relocations.get(position());
    long value = number(size);
    return relocated == null ? new Pointer(0, value) : relocated;
  }

  /** An unsigned number of 1, 2, 4 or 8 bytes. */
  long number(int size) throws DwarfException {
    try {
      return switch (size) {
        case 1 -> bytes.get() & 0xffL;
        case 2 -> bytes.getShort() & 0xffffL;
        case 4 -> bytes.getInt() & 0xffffffffL;
        case 8 -> bytes.getLong();
        default -> throw new DwarfException(name + ": a number of " + size + " bytes");
      };
    } catch (BufferUnderflowException e) {
      throw ends();
    }
  }

  long uleb128() throws DwarfException {
    long value = 0;
    for (int i = 0; i < LONGEST_LEB128; i++) {
      int next = u8();
      value |= (long) (next & 0x7f) << (7 * i);
      if ((next & 0x80) == 0) {
        return value;
      }
    }
    throw new DwarfException(name + ": a number without an end");
  }

  long sleb128() throws DwarfException {
    long value = 0;
    for (int i = 0; i < LONGEST_LEB128; i++) {
      int next = u8();
      value |= (long) (next & 0x7f) << (7 * i);
      if ((next & 0x80) == 0) {
        int bits = 7 * (i + 1);
        return bits >= Long.SIZE || (next & 0x40) == 0 ? value : value | (-1L << bits);
      }
    }
    throw new DwarfException(name + ": a number without an end");
  }

  /** The string here, up to its zero. */
  String string() throws DwarfException {
    int start = position();
    int end = start;
    while (end < bytes.limit() && bytes.get(end) != 0) {
      end++;
    }
    if (end == bytes.limit()) {
      throw ends();
    }
    bytes.position(end + 1);
    return new String(
        bytes.array(), bytes.arrayOffset() + start, end - start, StandardCharsets.UTF_8);
  }

  /** The string at {@code offset}. */
  String stringAt(long offset) throws DwarfException {
    position(offset);
    return string();
  }

  DwarfException ends() {
    return new DwarfException(name + " ends early");
  }
}
