package io.kobox.profile;

import io.kobox.btf.Btf;
import io.kobox.btf.BtfKind;
import io.kobox.btf.BtfType;
import io.kobox.symbols.KernelSymbol;
import io.kobox.symbols.SymbolType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Places for the exports of a kernel without its image, of which Module.symvers has only names:
 * per-CPU variables where the types say that they are, all else one after the other in the kernel's
 * own part of the address space.
 */
final class PlacedExports {
  private static final long TEXT = 0xffffffff81000000L;
  private static final long FUNCTION_ROOM = 64;

  /** Behind more functions than any kernel exports. */
  private static final long DATA = 0xffffffff82000000L;

  /** Room for the largest exported variable, __per_cpu_offset with its 8192 CPUs. */
  private static final long DATA_ROOM = 64 << 10;

  /** How the linker calls other views of a per-CPU variable, and what stands there instead. */
  private static final Map<String, String> ALIASES = Map.of("const_", "", "__ref_", "__");

  private final Btf types;
  private final Map<String, Integer> perCpu = new HashMap<>();

  /** Variables; jiffies and jiffies_64 are one (arch/x86/kernel/vmlinux.lds.S). */
  private final Map<String, Long> data = new HashMap<>();

  private long nextFunction = TEXT;
  private long nextData = DATA;

  private PlacedExports(Btf types) {
    this.types = types;
    for (int id = types.firstId(); id < types.endId(); id++) {
      if (types.kind(id) == BtfKind.DATA_SECTION
          && types.type(id) instanceof BtfType.DataSection section
          && section.name().equals(".data..percpu")) {
        section.variables().forEach(this::notePerCpu);
      }
    }
  }

  private void notePerCpu(BtfType.SectionVariable place) {
    if (types.type(place.variable()) instanceof BtfType.Variable variable) {
      perCpu.put(variable.name(), place.offset());
    }
  }

  /** The symbols with places. */
  static List<KernelSymbol> place(List<KernelSymbol> symbols, Btf types) {
    PlacedExports places = new PlacedExports(types);
    List<KernelSymbol> placed = new ArrayList<>();
    for (KernelSymbol symbol : symbols) {
      placed.add(places.place(symbol));
    }
    return placed;
  }

  private KernelSymbol place(KernelSymbol symbol) {
    Integer offset = perCpu.get(perCpuName(symbol.name()));
    if (offset != null) {
      return at(symbol, offset, SymbolType.PER_CPU);
    }
    if (types.prototype(symbol.name()) != null) {
      nextFunction += FUNCTION_ROOM;
      return at(symbol, nextFunction, SymbolType.FUNCTION);
    }
    String variable = symbol.name().equals("jiffies_64") ? "jiffies" : symbol.name();
    long address = data.computeIfAbsent(variable, name -> nextData += DATA_ROOM);
    return at(symbol, address, SymbolType.UNKNOWN);
  }

  private static String perCpuName(String name) {
    for (Map.Entry<String, String> alias : ALIASES.entrySet()) {
      if (name.startsWith(alias.getKey())) {
        return alias.getValue() + name.substring(alias.getKey().length());
      }
    }
    return name;
  }

  private static KernelSymbol at(KernelSymbol symbol, long address, SymbolType type) {
    return new KernelSymbol(
        symbol.name(),
        address,
        symbol.crc(),
        symbol.gplOnly(),
        symbol.namespace(),
        type,
        symbol.owner());
  }
}
