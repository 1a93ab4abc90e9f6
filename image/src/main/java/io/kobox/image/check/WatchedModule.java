package io.kobox.image.check;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A module whose calls are watched. */
public final class WatchedModule {
  /** Some of its memory; {@code end} is not part of it. */
  record Range(long begin, long end) {}

  /** A name for an address in it. */
  record Symbol(String name, long address, long size) {}

  /** A call to a function of the kernel. */
  record Import(String function, long site) {}

  private final long struct;
  private final String name;
  private final List<Range> ranges;
  private final TreeMap<Long, Symbol> symbols;
  private final List<Import> imports;

  /**
   * @param struct where its {@code struct module} is
   */
  WatchedModule(
      long struct,
      String name,
      List<Range> ranges,
      Map<Long, Symbol> symbols,
      List<Import> imports) {
    this.struct = struct;
    this.name = name;
    this.ranges = List.copyOf(ranges);
    this.symbols = new TreeMap<>(Long::compareUnsigned);
    this.symbols.putAll(symbols);
    this.imports = List.copyOf(imports);
  }

  long struct() {
    return struct;
  }

  public String name() {
    return name;
  }

  List<Range> ranges() {
    return ranges;
  }

  List<Import> imports() {
    return imports;
  }

  /** Whether it calls a function of the kernel. */
  boolean imports(String function) {
    return imports.stream().anyMatch(call -> call.function().equals(function));
  }

  /** Whether an address is in its memory. */
  public boolean contains(long address) {
    for (Range range : ranges) {
      if (address >= range.begin && address < range.end) {
        return true;
      }
    }
    return false;
  }

  /** The function or variable that {@code address} is in. */
  @Nullable Symbol symbol(long address) {
    Map.Entry<Long, Symbol> entry = symbols.floorEntry(address);
    return entry == null || !contains(address) ? null : entry.getValue();
  }
}
