package io.kobox.symbols;

import io.kobox.export.ServedExports;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The export table of a running kernel. A name is sought among the loaded modules' exports, then in
 * what Java declares, then in the image, if one runs.
 *
 * <pre>{@code
 * SymbolTable symbols = SymbolTable.simulated(KernelProfile.embedded().exports(), List.of(table));
 * Resolution printk = symbols.resolve("_printk");
 * }</pre>
 */
public final class SymbolTable {
  private final ExportedSymbols kernel;
  private final boolean image;
  private final Map<String, Resolution> served = new LinkedHashMap<>();
  private final Map<String, KernelSymbol> moduleSymbols = new HashMap<>();

  private SymbolTable(ExportedSymbols kernel, boolean image, List<ServedExports> tables) {
    this.kernel = kernel;
    this.image = image;
    for (ServedExports table : tables) {
      addFunctions(table);
      addVariables(table);
    }
  }

  /**
   * The table of a simulated kernel, which has only what Java declares.
   *
   * @param kernel what the kernel that is simulated exports
   * @param tables what Java declares
   */
  public static SymbolTable simulated(ExportedSymbols kernel, List<ServedExports> tables) {
    return new SymbolTable(kernel, false, tables);
  }

  /**
   * The table of an image that runs; what Java declares replaces the image's own.
   *
   * @param image what the image exports
   * @param tables what Java declares
   */
  public static SymbolTable ofImage(ExportedSymbols image, List<ServedExports> tables) {
    return new SymbolTable(image, true, tables);
  }

  private void addFunctions(ServedExports table) {
    List<ServedExports.FunctionDeclaration> functions = table.functions();
    for (int i = 0; i < functions.size(); i++) {
      String name = functions.get(i).name();
      put(name, new Resolution.ServedFunction(symbol(name, SymbolType.FUNCTION), table, i));
    }
  }

  private void addVariables(ServedExports table) {
    List<ServedExports.DataDeclaration> variables = table.variables();
    for (int i = 0; i < variables.size(); i++) {
      ServedExports.DataDeclaration variable = variables.get(i);
      SymbolType type = variable.perCpu() ? SymbolType.PER_CPU : SymbolType.DATA;
      put(variable.name(), new Resolution.ServedVariable(symbol(variable.name(), type), table, i));
    }
  }

  private void put(String name, Resolution resolution) {
    if (served.putIfAbsent(name, resolution) != null) {
      throw new IllegalArgumentException("export " + name + " is declared by two classes");
    }
  }

  /** The kernel's own symbol; one that it does not export has neither address nor CRC. */
  private KernelSymbol symbol(String name, SymbolType type) {
    KernelSymbol known = kernel.find(name);
    return known != null
        ? known
        : new KernelSymbol(name, 0, 0, false, "", type, KernelSymbol.VMLINUX);
  }

  /** What {@code name} stands for now. */
  public Resolution resolve(String name) {
    KernelSymbol ofModule = moduleSymbols.get(name);
    if (ofModule != null) {
      return new Resolution.ModuleSymbol(ofModule);
    }
    Resolution declared = served.get(name);
    if (declared != null) {
      return declared;
    }
    KernelSymbol ofKernel = kernel.find(name);
    return image && ofKernel != null
        ? new Resolution.ImageSymbol(ofKernel)
        : new Resolution.Unresolved(name, ofKernel);
  }

  /** All that Java declares, in the order of declaration. */
  public List<Resolution> served() {
    return List.copyOf(served.values());
  }

  /**
   * Adds what a module exports, once it is known that none of the names exists ({@code
   * verify_exported_symbols()}).
   */
  public void addModule(List<KernelSymbol> exports) {
    for (KernelSymbol symbol : exports) {
      moduleSymbols.put(symbol.name(), symbol);
    }
  }

  /** Takes away all that {@code module} exports. */
  public void removeModule(String module) {
    moduleSymbols.values().removeIf(symbol -> symbol.owner().equals(module));
  }

  /** The symbols that {@code module} exports, sorted by name. */
  public List<KernelSymbol> exportsOf(String module) {
    List<KernelSymbol> exports = new ArrayList<>();
    for (KernelSymbol symbol : moduleSymbols.values()) {
      if (symbol.owner().equals(module)) {
        exports.add(symbol);
      }
    }
    exports.sort((one, other) -> one.name().compareTo(other.name()));
    return exports;
  }
}
