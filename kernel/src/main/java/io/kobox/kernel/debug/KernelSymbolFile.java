package io.kobox.kernel.debug;

import io.kobox.gdb.SymbolFile;
import io.kobox.kallsyms.Kallsyms;
import io.kobox.machine.AddressLayout;
import org.jspecify.annotations.Nullable;

/** The symbols of a kernel, for a debugger. */
public final class KernelSymbolFile {
  private KernelSymbolFile() {}

  /**
   * A file with all symbols of kallsyms that have an address of the kernel's; per-CPU ones none.
   */
  public static SymbolFile of(@Nullable Kallsyms kallsyms) {
    SymbolFile file = new SymbolFile(AddressLayout.KERNEL_TEXT, AddressLayout.TRAPS_END);
    for (int i = 0; kallsyms != null && i < kallsyms.size(); i++) {
      Kallsyms.Symbol symbol = kallsyms.symbol(i);
      if (symbol.address() < 0) {
        file.add(symbol.name(), symbol.address(), Character.toLowerCase(symbol.type()) == 't');
      }
    }
    return file;
  }
}
