package io.kobox.symbols;

import io.kobox.export.ServedExports;
import org.jspecify.annotations.Nullable;

/** What a name in a module's undefined symbols stands for. */
public sealed interface Resolution {
  /** A symbol that a loaded module exports. */
  record ModuleSymbol(KernelSymbol symbol) implements Resolution {}

  /** A function that Java serves: {@code exports.call(index, call)}. */
  record ServedFunction(KernelSymbol symbol, ServedExports exports, int index)
      implements Resolution {
    /** Its name, level and note. */
    public ServedExports.FunctionDeclaration declaration() {
      return exports.functions().get(index);
    }
  }

  /** A variable that Java serves: {@code exports.initialise(index, address)}. */
  record ServedVariable(KernelSymbol symbol, ServedExports exports, int index)
      implements Resolution {
    /** Its name, type, level and note. */
    public ServedExports.DataDeclaration declaration() {
      return exports.variables().get(index);
    }
  }

  /** A symbol of the kernel image that runs. */
  record ImageSymbol(KernelSymbol symbol) implements Resolution {}

  /**
   * Nothing.
   *
   * @param inRealKernel the symbol of the kernel that is simulated, if that one exports it: then
   *     kobox lacks it; else the module would not load on a real machine either
   */
  record Unresolved(String name, @Nullable KernelSymbol inRealKernel) implements Resolution {}
}
