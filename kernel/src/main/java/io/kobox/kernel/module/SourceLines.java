package io.kobox.kernel.module;

import io.kobox.dwarf.LineRow;
import io.kobox.dwarf.ModuleLines;
import io.kobox.kernel.check.CheckReports;
import io.kobox.lib.SymbolNames;
import org.jspecify.annotations.Nullable;

/**
 * Says beside the kernel's log which source lines its reports speak of, where modules have DWARF
 * data. The kernel itself does not read that; scripts/faddr2line does.
 */
public final class SourceLines {
  private final Modules modules;
  private final SymbolNames symbols;
  private final CheckReports reports;

  public SourceLines(Modules modules, SymbolNames symbols, CheckReports reports) {
    this.modules = modules;
    this.symbols = symbols;
    this.reports = reports;
  }

  /** The instruction at {@code address} is in a report. */
  public void at(long address) {
    report(address, symbols.sprintSymbol(address, SymbolNames.Form.SYMBOL));
  }

  /** The call before {@code address} is in a report. */
  public void before(long address) {
    report(address - 1, symbols.sprintSymbol(address, SymbolNames.Form.BACKTRACE));
  }

  private void report(long address, String symbol) {
    LineRow row = find(address);
    if (row != null) {
      reports.report(symbol + ": " + row.file() + ":" + row.line() + "\n");
    }
  }

  private @Nullable LineRow find(long address) {
    Module module = modules.containing(address);
    ModuleLines lines = module == null ? null : module.lines();
    return lines == null ? null : lines.find(address);
  }
}
