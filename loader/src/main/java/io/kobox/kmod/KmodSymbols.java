package io.kobox.kmod;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The symbols a module exports and imports, as libkmod sees them (kmod: libkmod-elf.c). */
public final class KmodSymbols {
  private static final String CRC_PREFIX = "__crc_";
  private static final int VERSION_SIZE = 64;
  private static final int SHN_UNDEF = 0;
  private static final int SHN_ABS = 0xfff1;
  private static final int STB_WEAK = 2;

  /** A symbol with its CRC (0 if there is none); {@code weak} only of imports. */
  public record Symbol(String name, long crc, boolean weak) {}

  private final KmodElf elf;
  private final byte[] strings;
  private final ByteBuffer table;
  private final boolean hasTable;
  private final int entrySize;

  public KmodSymbols(KmodElf elf) throws KmodException {
    this.elf = elf;
    this.entrySize = elf.is64() ? 24 : 16;
    KmodElf.Section strtab = elf.section(".strtab");
    KmodElf.Section symtab = strtab == null ? null : elf.section(".symtab");
    this.hasTable = strtab != null && symtab != null && symtab.bytes().length % entrySize == 0;
    this.strings = strtab == null ? new byte[0] : strtab.bytes();
    this.table = elf.buffer(symtab == null ? new byte[0] : symtab.bytes());
  }

  /**
   * kmod_elf_get_symbols(): the exports by their {@code __crc_} symbols, or else by
   * __ksymtab_strings; ENOENT if there is neither. Without {@code crcs} all CRCs are 0.
   */
  public List<Symbol> exports(boolean crcs) throws KmodException {
    List<Symbol> out = new ArrayList<>();
    int count = hasTable ? table.limit() / entrySize : 0;
    for (int i = 1; i < count; i++) {
      int nameOffset = nameOffset(i);
      if (nameOffset < 0 || nameOffset >= strings.length) {
        out.clear();
        break;
      }
      if (startsWithCrc(nameOffset)) {
        String name = KmodElf.string(strings, nameOffset + CRC_PREFIX.length());
        out.add(new Symbol(name, crcs ? crc(i) : 0, false));
      }
    }
    return out.isEmpty() ? exportsByStrings() : out;
  }

  /**
   * kmod_elf_get_dependency_symbols(): the undefined symbols, then what __versions names beyond
   * them; EINVAL if there is no symbol table.
   */
  public List<Symbol> imports() throws KmodException {
    if (!hasTable) {
      throw KmodException.invalid();
    }
    Versions versions = new Versions(versionEntries(true));
    List<Symbol> out = new ArrayList<>(versions.entries.size() + 8);
    int count = table.limit() / entrySize;
    for (int i = 1; i < count; i++) {
      if (sectionIndex(i) == SHN_UNDEF) {
        addUndefined(i, versions, out);
      }
    }
    versions.addRest(out);
    return out;
  }

  private void addUndefined(int symbol, Versions versions, List<Symbol> out) throws KmodException {
    int nameOffset = nameOffset(symbol);
    if (nameOffset < 0 || nameOffset >= strings.length) {
      throw KmodException.invalid();
    }
    String name = KmodElf.string(strings, nameOffset);
    if (!name.isEmpty()) {
      out.add(versions.take(name, info(symbol) >>> 4 == STB_WEAK));
    }
  }

  /** The entries of __versions, and which of them were taken. */
  private static final class Versions {
    private final List<Symbol> entries;
    private final Map<String, Integer> byName;
    private final boolean[] taken;

    Versions(List<Symbol> entries) {
      this.entries = entries;
      this.byName = HashMap.newHashMap(entries.size());
      this.taken = new boolean[entries.size()];
      for (int i = 0; i < entries.size(); i++) {
        byName.putIfAbsent(entries.get(i).name, i);
      }
    }

    Symbol take(String name, boolean weak) {
      Integer index = byName.get(name);
      if (index == null) {
        return new Symbol(name, 0, weak);
      }
      taken[index] = true;
      Symbol entry = entries.get(index);
      return weak ? new Symbol(name, entry.crc, true) : entry;
    }

    void addRest(List<Symbol> out) {
      for (int i = 0; i < taken.length; i++) {
        if (!taken[i]) {
          out.add(entries.get(i));
        }
      }
    }
  }

  /** kmod_elf_get_modversions(): __versions; ENOENT without it, EINVAL if its size is odd. */
  public List<Symbol> versions() throws KmodException {
    List<Symbol> out = new ArrayList<>();
    for (Symbol symbol : versionEntries(false)) {
      // PowerPC names functions with a dot
      String name = symbol.name.startsWith(".") ? symbol.name.substring(1) : symbol.name;
      out.add(new Symbol(name, symbol.crc, false));
    }
    return out;
  }

  private List<Symbol> versionEntries(boolean lenient) throws KmodException {
    KmodElf.Section section = elf.section("__versions");
    if (section == null && !lenient) {
      throw KmodException.noEntry();
    }
    byte[] bytes = section == null ? new byte[0] : section.bytes();
    if (bytes.length % VERSION_SIZE != 0) {
      if (lenient) {
        return List.of();
      }
      throw KmodException.invalid();
    }
    ByteBuffer buffer = elf.buffer(bytes);
    int crcSize = elf.is64() ? 8 : 4;
    List<Symbol> out = new ArrayList<>(bytes.length / VERSION_SIZE);
    for (int at = 0; at < bytes.length; at += VERSION_SIZE) {
      long crc = elf.is64() ? buffer.getLong(at) : buffer.getInt(at) & 0xffffffffL;
      out.add(new Symbol(KmodElf.string(bytes, at + crcSize), crc, false));
    }
    return out;
  }

  private List<Symbol> exportsByStrings() throws KmodException {
    KmodElf.Section section = elf.section("__ksymtab_strings");
    if (section == null) {
      throw KmodException.noEntry();
    }
    List<Symbol> out = new ArrayList<>();
    for (String name : ModuleInfo.strings(section.bytes())) {
      out.add(new Symbol(name, 0, false));
    }
    return out;
  }

  private int nameOffset(int symbol) {
    return table.getInt(symbol * entrySize);
  }

  private int info(int symbol) {
    return table.get(symbol * entrySize + (elf.is64() ? 4 : 12)) & 0xff;
  }

  private int sectionIndex(int symbol) {
    return table.getShort(symbol * entrySize + (elf.is64() ? 6 : 14)) & 0xffff;
  }

  private boolean startsWithCrc(int at) {
    if (at + CRC_PREFIX.length() > strings.length) {
      return false;
    }
    for (int i = 0; i < CRC_PREFIX.length(); i++) {
      if (strings[at + i] != CRC_PREFIX.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** kmod_elf_resolve_crc(): the value, or what it points at in its section. */
  private long crc(int symbol) throws KmodException {
    int at = symbol * entrySize;
    long value = elf.is64() ? table.getLong(at + 8) : table.getInt(at + 4) & 0xffffffffL;
    int index = sectionIndex(symbol);
    if (index == SHN_ABS || index == SHN_UNDEF) {
      return value;
    }
    byte @Nullable [] section = elf.section(index);
    if (section == null || value < 0 || value > section.length - 4) {
      return -1;
    }
    return elf.buffer(section).getInt((int) value) & 0xffffffffL;
  }
}
