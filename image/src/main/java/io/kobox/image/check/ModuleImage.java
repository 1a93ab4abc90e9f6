package io.kobox.image.check;

import io.kobox.machine.GuestMemory;
import io.kobox.types.Structs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A module's file as the kernel has it in memory when it calls module_finalize
 * (kernel/module/main.c): sections at their places, symbols resolved, calls relocated.
 */
final class ModuleImage {
  private static final int TYPE_RELA = 4;
  private static final long ALLOCATED = 2;
  private static final long CODE = 4;
  private static final int RELOCATION_SIZE = 24;
  private static final int SYMBOL_SIZE = 24;
  private static final int MOST_SECTIONS = 1 << 16;

  /** {@code R_X86_64_PC32} and {@code R_X86_64_PLT32}. */
  private static final Set<Integer> RELATIVE = Set.of(2, 4);

  /** Calls that the kernel itself patches. */
  private static final List<String> PATCHED = List.of("__x86_", "__fentry__", "__SCT__");

  private static final String REPLACEMENTS = ".altinstr_replacement";

  private final GuestMemory memory;
  private final Structs structs;
  private final List<Section> sections = new ArrayList<>();
  private final long struct;
  private final long names;

  /** A section header. */
  private record Section(
      int name, int type, long flags, long address, long size, int link, int info) {}

  ModuleImage(
      GuestMemory memory, Structs structs, long headers, int count, int nameIndex, long struct) {
    this.memory = memory;
    this.structs = structs;
    this.struct = struct;
    for (int i = 0; i < Math.min(count, MOST_SECTIONS); i++) {
      long at = headers + 64L * i;
      sections.add(
          new Section(
              memory.getInt(at),
              memory.getInt(at + 4),
              memory.getLong(at + 8),
              memory.getLong(at + 16),
              memory.getLong(at + 32),
              memory.getInt(at + 40),
              memory.getInt(at + 44)));
    }
    this.names = nameIndex < sections.size() ? sections.get(nameIndex).address : 0;
  }

  WatchedModule read() {
    List<WatchedModule.Range> ranges = new ArrayList<>();
    for (Section section : sections) {
      if ((section.flags & ALLOCATED) != 0 && section.size > 0) {
        ranges.add(new WatchedModule.Range(section.address, section.address + section.size));
      }
    }
    Map<Long, WatchedModule.Symbol> symbols = new HashMap<>();
    Map<Long, WatchedModule.Import> imports = new HashMap<>();
    Set<Integer> tables = new HashSet<>();
    for (Section section : sections) {
      if (section.type == TYPE_RELA && isCode(section.info)) {
        imports(section, imports);
        if (tables.add(section.link)) {
          symbols(section.link, symbols);
        }
      }
    }
    return new WatchedModule(
        struct,
        structs.at("module", struct).string("name"),
        ranges,
        symbols,
        List.copyOf(imports.values()));
  }

  private boolean isCode(int index) {
    if (index < 0 || index >= sections.size()) {
      return false;
    }
    Section section = sections.get(index);
    return (section.flags & (ALLOCATED | CODE)) == (ALLOCATED | CODE)
        && !memory.string(names + section.name, 64).equals(REPLACEMENTS);
  }

  private void imports(Section relocations, Map<Long, WatchedModule.Import> imports) {
    Section code = sections.get(relocations.info);
    for (long i = 0; i + RELOCATION_SIZE <= relocations.size; i += RELOCATION_SIZE) {
      long info = memory.getLong(relocations.address + i + 8);
      if (!RELATIVE.contains((int) info)) {
        continue;
      }
      long symbol = symbolAt(relocations.link, info >>> Integer.SIZE);
      if (symbol == 0 || memory.getShort(symbol + 6) != 0) {
        continue;
      }
      String function = name(relocations.link, symbol);
      if (PATCHED.stream().noneMatch(function::startsWith)) {
        long site = code.address + memory.getLong(relocations.address + i) - 1;
        imports.put(site, new WatchedModule.Import(function, site));
      }
    }
  }

  private long symbolAt(int table, long index) {
    if (table < 0 || table >= sections.size()) {
      return 0;
    }
    Section section = sections.get(table);
    return index < section.size / SYMBOL_SIZE ? section.address + index * SYMBOL_SIZE : 0;
  }

  private String name(int table, long symbol) {
    int strings = sections.get(table).link;
    return strings < 0 || strings >= sections.size()
        ? ""
        : memory.string(sections.get(strings).address + (memory.getInt(symbol) & 0xffffffffL), 512);
  }

  private void symbols(int table, Map<Long, WatchedModule.Symbol> symbols) {
    for (long i = 1; ; i++) {
      long symbol = symbolAt(table, i);
      if (symbol == 0) {
        return;
      }
      int section = memory.getShort(symbol + 6) & 0xffff;
      int type = memory.getByte(symbol + 4) & 0xf;
      if (section != 0 && section < sections.size() && (type == 1 || type == 2)) {
        long address = memory.getLong(symbol + 8);
        symbols.put(
            address,
            new WatchedModule.Symbol(name(table, symbol), address, memory.getLong(symbol + 16)));
      }
    }
  }
}
