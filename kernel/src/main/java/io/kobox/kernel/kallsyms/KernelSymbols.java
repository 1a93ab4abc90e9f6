package io.kobox.kernel.kallsyms;

import io.kobox.kallsyms.Kallsyms;
import io.kobox.kernel.module.Module;
import io.kobox.kernel.module.ModuleSymbol;
import io.kobox.kernel.module.Modules;
import io.kobox.lib.SymbolNames;
import io.kobox.machine.AddressLayout;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the symbol that an address lies in (kernel/kallsyms.c): of the kernel that is simulated, of
 * the served functions, or of a module.
 */
public final class KernelSymbols implements SymbolNames {
  /** The served functions are single instructions to the guest; each has the room of one. */
  private static final long SERVED_SIZE = 16;

  /** The letters of functions, weak ones too. */
  private static final String TEXT_TYPES = "tTwW";

  /** A symbol with the part of it before the address. */
  record Location(String name, long offset, long size, @Nullable String module) {}

  private final Modules modules;
  private final Supplier<@Nullable Kallsyms> kernel;
  private final NavigableMap<Long, String> served = new TreeMap<>(Long::compareUnsigned);

  /**
   * The symbols of a machine.
   *
   * @param kernel those of the simulated kernel, asked for when they are needed; null if unknown
   */
  public KernelSymbols(Modules modules, Supplier<@Nullable Kallsyms> kernel) {
    this.modules = modules;
    this.kernel = kernel;
  }

  /** The kernel's own symbol {@code name} is at {@code address}. */
  public void add(long address, String name) {
    served.put(address, name);
  }

  /** __kernel_text_address: whether {@code address} lies in code, the kernel's or a module's. */
  public boolean isText(long address) {
    Module module = modules.containing(address);
    if (module != null) {
      return module.core().isText(address) || module.init().isText(address);
    }
    Kallsyms known = AddressLayout.isKernelImage(address) ? kernel.get() : null;
    Kallsyms.Location found = known == null ? null : known.locate(address);
    return found != null && TEXT_TYPES.indexOf(found.symbol().type()) >= 0;
  }

  /** The kernel's own symbol of that name, 0 if it has none. */
  public long addressOf(String name) {
    Kallsyms known = kernel.get();
    Kallsyms.Symbol symbol = known == null ? null : known.find(name);
    return symbol == null ? 0 : symbol.address();
  }

  @Override
  public String sprintSymbol(long address, Form form) {
    boolean backtrace = form == Form.BACKTRACE || form == Form.BACKTRACE_BUILD_ID;
    Location location = locate(backtrace ? address - 1 : address);
    if (location == null) {
      return "0x" + Long.toHexString(address);
    }
    StringBuilder text = new StringBuilder(location.name());
    if (form != Form.NO_OFFSET) {
      long offset = location.offset() + (backtrace ? 1 : 0);
      text.append(String.format("+%s/%s", hex(offset), hex(location.size())));
    }
    if (location.module() != null) {
      text.append(" [").append(location.module()).append(']');
    }
    return text.toString();
  }

  /** %#lx: zero has no prefix, but kallsyms asks for +0x0. */
  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  /**
   * /proc/kallsyms: the kernel's symbols by address (what is served, if no more is known), then the
   * modules, the newest first.
   */
  public String procText() {
    StringBuilder text = new StringBuilder();
    Kallsyms known = kernel.get();
    if (known == null) {
      served.forEach((address, name) -> line(text, address, 'T', name, ""));
    } else {
      for (int i = 0; i < known.size(); i++) {
        Kallsyms.Symbol symbol = known.symbol(i);
        line(text, symbol.address(), symbol.type(), symbol.name(), "");
      }
    }
    for (Module module : modules.all()) {
      for (ModuleSymbol symbol : module.symbols()) {
        String owner = "\t[" + module.name() + "]";
        line(text, symbol.address(), letter(module, symbol), symbol.name(), owner);
      }
    }
    return text.toString();
  }

  /** Capital letters mark exported symbols (kernel/kallsyms.c: s_show). */
  private static char letter(Module module, ModuleSymbol symbol) {
    return module.exports().containsKey(symbol.name())
        ? Character.toUpperCase(symbol.type())
        : symbol.type();
  }

  private static void line(StringBuilder text, long address, char type, String name, String owner) {
    String hex = Long.toHexString(address);
    text.repeat('0', 16 - hex.length())
        .append(hex)
        .append(' ')
        .append(type)
        .append(' ')
        .append(name)
        .append(owner)
        .append('\n');
  }

  @Nullable Location locate(long address) {
    Module module = modules.containing(address);
    if (module != null) {
      return locate(module, address);
    }
    Location location = AddressLayout.isKernelImage(address) ? locateInKernel(address) : null;
    return location != null ? location : locateServed(address);
  }

  /** get_symbol_pos, for the addresses from _text to _end. */
  private @Nullable Location locateInKernel(long address) {
    Kallsyms known = kernel.get();
    if (known == null
        || known.size() == 0
        || Long.compareUnsigned(address, known.symbol(known.size() - 1).address()) >= 0) {
      return null;
    }
    Kallsyms.Location found = known.locate(address);
    return found == null || !AddressLayout.isKernelImage(found.symbol().address())
        ? null
        : new Location(found.symbol().name(), found.offset(), found.size(), null);
  }

  private @Nullable Location locateServed(long address) {
    Map.Entry<Long, String> entry = served.floorEntry(address);
    if (entry == null || address - entry.getKey() >= SERVED_SIZE) {
      return null;
    }
    return new Location(entry.getValue(), address - entry.getKey(), SERVED_SIZE, null);
  }

  /** find_kallsyms_symbol: the nearest symbol below, and the next one as its end. */
  private static @Nullable Location locate(Module module, long address) {
    boolean inInit = module.init().size() > 0 && module.init().isText(address);
    long next = inInit ? module.init().textEnd() : module.core().textEnd();
    ModuleSymbol best = null;
    for (ModuleSymbol symbol : module.symbols()) {
      long value = symbol.address();
      if (Long.compareUnsigned(value, address) <= 0) {
        if (best == null || Long.compareUnsigned(value, best.address()) > 0) {
          best = symbol;
        }
      } else if (Long.compareUnsigned(value, next) < 0) {
        next = value;
      }
    }
    if (best == null) {
      return null;
    }
    return new Location(
        best.name(), address - best.address(), next - best.address(), module.name());
  }
}
