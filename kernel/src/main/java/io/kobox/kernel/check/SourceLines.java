package io.kobox.kernel.check;

import io.kobox.dwarf.LineTable;
import io.kobox.dwarf.SourceLine;
import io.kobox.kernel.module.Module;
import io.kobox.kernel.module.Modules;
import io.kobox.lib.SymbolNames;
import java.util.List;

/**
 * Says beside a report of the kernel which source lines the frames in modules are of, as
 * scripts/decode_stacktrace.sh would; for modules that were built with debug information.
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

  /**
   * Reports the lines of a trace.
   *
   * @param instruction where it happened; 0: nowhere but in the frames
   * @param returnAddresses those of the frames, the innermost first
   */
  public void report(long instruction, List<Long> returnAddresses) {
    if (instruction != 0) {
      report(instruction, instruction, SymbolNames.Form.SYMBOL);
    }
    for (long address : returnAddresses) {
      report(address, address - 1, SymbolNames.Form.BACKTRACE);
    }
  }

  private void report(long address, long instruction, SymbolNames.Form form) {
    Module module = modules.containing(instruction);
    LineTable lines = module == null ? null : module.lines();
    SourceLine line = lines == null ? null : lines.find(instruction);
    if (line != null) {
      reports.report(symbols.sprintSymbol(address, form) + ": " + line + "\n");
    }
  }
}
