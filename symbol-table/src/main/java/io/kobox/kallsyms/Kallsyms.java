package io.kobox.kallsyms;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The symbols of a kernel, sorted by address, as {@code /proc/kallsyms} lists them. Names stay
 * compressed ({@code scripts/kallsyms.c}) until they are asked for.
 */
public final class Kallsyms {
  private final long[] addresses;
  private final SymbolNameTable names;
  private volatile @Nullable Map<String, Integer> byName;

  Kallsyms(long[] addresses, SymbolNameTable names) {
    this.addresses = addresses;
    this.names = names;
  }

  /**
   * A symbol.
   *
   * @param type the letter that nm and /proc/kallsyms show
   */
  public record Symbol(long address, char type, String name) {}

  /** Where an address lies: {@code symbol+offset/size}, as {@code %pS} prints it. */
  public record Location(Symbol symbol, long offset, long size) {}

  /**
   * A table that was put together elsewhere.
   *
   * @param addresses sorted as unsigned numbers
   * @param names for each index the type letter and the name
   */
  public static Kallsyms of(long[] addresses, IntFunction<String> names) {
    return new Kallsyms(addresses, names::apply);
  }

  /** The number of symbols. */
  public int size() {
    return addresses.length;
  }

  /** The symbol at {@code index}, in the order of addresses. */
  public Symbol symbol(int index) {
    String text = names.expand(index);
    return new Symbol(addresses[index], text.charAt(0), text.substring(1));
  }

  /** The first symbol called {@code name}. */
  public @Nullable Symbol find(String name) {
    Map<String, Integer> index = byName;
    if (index == null) {
      index = new HashMap<>();
      for (int i = 0; i < addresses.length; i++) {
        index.putIfAbsent(names.expand(i).substring(1), i);
      }
      byName = index;
    }
    Integer found = index.get(name);
    return found == null ? null : symbol(found);
  }

  /**
   * The symbol that {@code address} is in, its offset there and the symbol's size ({@code
   * get_symbol_pos}): of several symbols at one address the first; the size reaches to the next
   * higher address. Null below the first symbol.
   */
  public @Nullable Location locate(long address) {
    int low = 0;
    int high = addresses.length;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(addresses[middle], address) <= 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    if (addresses.length == 0 || Long.compareUnsigned(addresses[low], address) > 0) {
      return null;
    }
    int next = low + 1;
    while (low > 0 && addresses[low - 1] == addresses[low]) {
      low--;
    }
    long end = next < addresses.length ? addresses[next] : addresses[low];
    return new Location(symbol(low), address - addresses[low], end - addresses[low]);
  }
}
