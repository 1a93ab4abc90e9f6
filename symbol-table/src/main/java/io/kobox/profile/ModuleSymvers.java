package io.kobox.profile;

import io.kobox.symbols.KernelSymbol;
import io.kobox.symbols.SymbolType;
import io.kobox.vmlinux.ImageFormatException;
import java.util.ArrayList;
import java.util.List;

/**
 * The file Module.symvers ({@code scripts/mod/modpost.c: write_dump()}): CRC, name, owner, kind of
 * export and namespace, with tabs between.
 */
final class ModuleSymvers {
  private ModuleSymvers() {}

  /** The symbols that the kernel itself exports. They have no address. */
  static List<KernelSymbol> vmlinuxSymbols(String text) throws ImageFormatException {
    List<KernelSymbol> symbols = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline;
      String[] columns = text.substring(start, end).split("\t", -1);
      if (columns.length < 4 || !columns[0].startsWith("0x")) {
        throw new ImageFormatException("this is no Module.symvers");
      }
      if (columns[2].equals(KernelSymbol.VMLINUX)) {
        symbols.add(symbol(columns));
      }
      start = end + 1;
    }
    return symbols;
  }

  private static KernelSymbol symbol(String[] columns) throws ImageFormatException {
    try {
      return new KernelSymbol(
          columns[1],
          0,
          Integer.parseUnsignedInt(columns[0].substring(2), 16),
          columns[3].endsWith("_GPL"),
          columns.length > 4 ? columns[4] : "",
          SymbolType.UNKNOWN,
          KernelSymbol.VMLINUX);
    } catch (NumberFormatException e) {
      throw new ImageFormatException("CRC of " + columns[1] + " is no number", e);
    }
  }
}
