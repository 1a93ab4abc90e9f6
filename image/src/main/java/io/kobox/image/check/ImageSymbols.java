package io.kobox.image.check;

import io.kobox.kallsyms.Kallsyms;
import io.kobox.lib.SymbolNames;
import io.kobox.profile.KernelProfile;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names of the image kernel's addresses, and of those in watched modules. */
final class ImageSymbols implements SymbolNames {
  private final KernelProfile profile;
  private final Map<String, Long> addresses;
  private final Collection<WatchedModule> modules;

  /**
   * @param addresses of the symbols that {@link #address} is asked for
   */
  ImageSymbols(
      KernelProfile profile, Map<String, Long> addresses, Collection<WatchedModule> modules) {
    this.profile = profile;
    this.addresses = addresses;
    this.modules = modules;
  }

  /** The address of one of {@link ModuleWatch#symbols}; 0 if this kernel has none. */
  long address(String name) {
    return addresses.getOrDefault(name, 0L);
  }

  @Override
  public String sprintSymbol(long address, Form form) {
    boolean backtrace = form == Form.BACKTRACE || form == Form.BACKTRACE_BUILD_ID;
    long inside = backtrace ? address - 1 : address;
    for (WatchedModule module : modules) {
      WatchedModule.Symbol symbol = module.symbol(inside);
      if (symbol != null) {
        return text(symbol.name(), address - symbol.address(), symbol.size(), module, form);
      }
    }
    Kallsyms kernel = address < 0 ? profile.symbols() : null;
    Kallsyms.Location location = kernel == null ? null : kernel.locate(inside);
    return location == null || location.size() == 0
        ? "0x" + Long.toHexString(address)
        : text(
            location.symbol().name(),
            location.offset() + (backtrace ? 1 : 0),
            location.size(),
            null,
            form);
  }

  private static String text(
      String name, long offset, long size, @Nullable WatchedModule module, Form form) {
    String text = name;
    if (form != Form.NO_OFFSET) {
      text += "+0x" + Long.toHexString(offset) + "/0x" + Long.toHexString(size);
    }
    return module == null ? text : text + " [" + module.name() + "]";
  }
}
