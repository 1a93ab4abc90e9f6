package io.kobox.image.redirect;

import io.kobox.pc.FunctionTrap;
import io.kobox.pc.GuestPages;
import io.kobox.pc.Pc;
import io.kobox.unicorn.Register;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code const char *find_kallsyms_symbol(struct module *mod, unsigned long addr, unsigned
 * long *size, unsigned long *offset)} (kernel/module/kallsyms.c) as the kernel does. Linux walks
 * all symbols of the module in each call, and ftrace calls it for each function of a module that is
 * loaded: three quarters of the time that amdgpu takes. Here a symbol table is sorted once. It
 * takes no virtual time, as the kernel's own code takes none.
 *
 * <p>Kernels from 6.4 on, whose {@code struct module} has its memory in another form, keep their
 * own function.
 */
final class ModuleKallsyms implements FunctionTrap {
  static final String FUNCTION = "find_kallsyms_symbol";

  private static final String CORE = "module.core_layout";
  private static final String INIT = "module.init_layout";
  static final Map<String, List<String>> MEMBERS =
      Map.of(
          "module", List.of("core_layout", "init_layout", "kallsyms"),
          "module_layout", List.of("base", "size", "text_size"),
          "mod_kallsyms", List.of("symtab", "num_symtab", "strtab"));

  private static final int SYMBOL_SIZE = 24;
  private static final int SECTION = 6;
  private static final int VALUE = 8;

  /** {@code SHN_UNDEF}. */
  private static final int UNDEFINED = 0;

  private static final int MOST_SYMBOLS = 1 << 22;

  private final Map<String, Long> facts;
  private final Map<Long, Table> tables = new HashMap<>();

  /**
   * @param facts where the {@link #MEMBERS} are
   */
  ModuleKallsyms(Map<String, Long> facts) {
    this.facts = facts;
  }

  /** Memory of a module is given back: another's tables may come to its place. */
  void freed() {
    tables.clear();
  }

  @Override
  public boolean entered(Pc pc) {
    GuestPages pages = pc.pages();
    long module = pc.read(Register.RDI);
    long kallsyms = pages.getLong(module + fact("module.kallsyms"));
    Table table = table(pages, kallsyms);
    if (table != null) {
      long address = pc.read(Register.RSI);
      Map.Entry<Long, Long> found = table.closest(address);
      if (found == null) {
        pc.returnFromFunction(0);
      } else {
        long value = found.getKey();
        long next = table.next(address, textEnd(pages, module, address));
        put(pages, pc.read(Register.RDX), next - value);
        put(pages, pc.read(Register.RCX), address - value);
        pc.returnFromFunction(found.getValue());
      }
    }
    return false;
  }

  private static void put(GuestPages pages, long pointer, long value) {
    if (pointer != 0) {
      pages.putLong(pointer, value);
    }
  }

  /** Where the text ends that {@code address} is in. */
  private long textEnd(GuestPages pages, long module, long address) {
    long init = module + fact(INIT);
    long base = pages.getLong(init + fact("module_layout.base"));
    boolean within =
        Long.compareUnsigned(address - base, size(pages, init, "module_layout.size")) < 0;
    long layout = within ? init : module + fact(CORE);
    return pages.getLong(layout + fact("module_layout.base"))
        + size(pages, layout, "module_layout.text_size");
  }

  private long size(GuestPages pages, long layout, String member) {
    return Integer.toUnsignedLong((int) pages.getLong(layout + fact(member)));
  }

  private @Nullable Table table(GuestPages pages, long kallsyms) {
    long symbols = pages.getLong(kallsyms + fact("mod_kallsyms.symtab"));
    long strings = pages.getLong(kallsyms + fact("mod_kallsyms.strtab"));
    int count = (int) pages.getLong(kallsyms + fact("mod_kallsyms.num_symtab"));
    Table table = tables.get(symbols);
    if (table == null || table.count != count || table.strings != strings) {
      table = read(pages, symbols, count, strings);
      if (table != null) {
        tables.put(symbols, table);
      }
    }
    return table;
  }

  private static @Nullable Table read(GuestPages pages, long symtab, int count, long strings) {
    if (count <= 0 || count > MOST_SYMBOLS) {
      return null;
    }
    byte[] bytes = new byte[count * SYMBOL_SIZE];
    if (pages.read(symtab, bytes, 0, bytes.length) != bytes.length) {
      return null;
    }
    ByteBuffer symbols = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    NavigableMap<Long, Long> names = new TreeMap<>(Long::compareUnsigned);
    for (int at = SYMBOL_SIZE; at < bytes.length; at += SYMBOL_SIZE) {
      long name = strings + Integer.toUnsignedLong(symbols.getInt(at));
      if (symbols.getShort(at + SECTION) != UNDEFINED && isNamed(pages, name)) {
        names.putIfAbsent(symbols.getLong(at + VALUE), name);
      }
    }
    return new Table(count, strings, symbols.getLong(VALUE), names);
  }

  /** Unnamed symbols are ignored, and those of {@code is_arm_mapping_symbol()}. */
  private static boolean isNamed(GuestPages pages, long name) {
    int first = pages.getByte(name);
    if (first == '.') {
      return pages.getByte(name + 1) != 'L';
    }
    if (first == '$') {
      int third = pages.getByte(name + 2);
      return "axtd\0".indexOf(pages.getByte(name + 1)) < 0 || (third != 0 && third != '.');
    }
    return first > 0;
  }

  /**
   * The symbols that count.
   *
   * @param lowest the value of the symbol 0: those that are not above it are never found
   * @param names where the name of the first symbol with a value is
   */
  private record Table(int count, long strings, long lowest, NavigableMap<Long, Long> names) {
    /** The symbol at or before an address; null: there is none. */
    Map.@Nullable Entry<Long, Long> closest(long address) {
      Map.Entry<Long, Long> found = names.floorEntry(address);
      return found != null && Long.compareUnsigned(found.getKey(), lowest) > 0 ? found : null;
    }

    /** The value after an address, or {@code end} if that comes first. */
    long next(long address, long end) {
      Long value = names.higherKey(address);
      return value != null && Long.compareUnsigned(value, end) < 0 ? value : end;
    }
  }

  private long fact(String name) {
    return facts.getOrDefault(name, 0L);
  }
}
