package io.kobox.shell.explain;

import io.kobox.kernel.entry.ServedExport;
import io.kobox.kernel.module.License;
import io.kobox.loader.ModInfo;
import io.kobox.loader.ModuleLoadException;
import io.kobox.loader.ModuleSymbols;
import io.kobox.loader.ModuleVersions;
import io.kobox.shell.explain.ModuleFacts.Import;
import io.kobox.shell.explain.ModuleFacts.Support;
import io.kobox.symbols.KernelSymbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A module's undefined symbols, and who would resolve them (kernel/module/main.c: find_symbol). */
final class ImportReader {
  private final KernelKnowledge kernel;
  private final Map<String, String> exporters;
  private final ModInfo info;
  private final ModuleVersions versions;
  private final boolean gplOk;

  ImportReader(
      KernelKnowledge kernel,
      Map<String, String> exporters,
      ModInfo info,
      ModuleVersions versions) {
    this.kernel = kernel;
    this.exporters = exporters;
    this.info = info;
    this.versions = versions;
    String license = info.get("license");
    this.gplOk = license != null && License.isGplCompatible(license);
  }

  /** In the order of the symbol table, which is that of the kernel's complaints. */
  List<Import> read(ModuleSymbols symbols) throws ModuleLoadException {
    List<Import> imports = new ArrayList<>();
    for (int i = 1; i < symbols.count(); i++) {
      String name = symbols.name(i);
      if (symbols.section(i) == 0 && !name.isEmpty() && !name.equals("_GLOBAL_OFFSET_TABLE_")) {
        imports.add(of(name, symbols.isWeak(i)));
      }
    }
    return imports;
  }

  private Import of(String name, boolean weak) {
    KernelSymbol symbol = kernel.exports().find(name);
    if (symbol == null) {
      String module = exporters.getOrDefault(name, "");
      boolean unknown = module.isEmpty();
      return new Import(
          name,
          weak,
          module,
          unknown ? Support.UNRESOLVED : Support.MODULE,
          "",
          false,
          "",
          unknown && !weak ? unknown(name) : "");
    }
    ServedExport served = kernel.served().get(name);
    Support support =
        kernel.image()
            ? Support.FULL
            : served == null ? Support.IMAGE : Support.valueOf(served.level().name());
    return new Import(
        name,
        weak,
        symbol.owner(),
        support,
        served == null ? "" : served.note(),
        symbol.gplOnly(),
        symbol.namespace(),
        problem(symbol, support, weak));
  }

  private static String unknown(String name) {
    return "Unknown symbol " + name + " (err -2)";
  }

  /** What resolve_symbol says. */
  private String problem(KernelSymbol symbol, Support support, boolean weak) {
    if (support == Support.IMAGE || (symbol.gplOnly() && !gplOk)) {
      return weak ? "" : unknown(symbol.name());
    }
    if (versions.isPresent()) {
      OptionalLong wanted = versions.crc(symbol.name());
      if (wanted.isEmpty()) {
        return "no symbol version for " + symbol.name();
      }
      if (wanted.getAsLong() != Integer.toUnsignedLong(symbol.crc())) {
        return "disagrees about version of symbol " + symbol.name();
      }
    }
    if (!symbol.namespace().isEmpty() && !info.getAll("import_ns").contains(symbol.namespace())) {
      return "module uses symbol ("
          + symbol.name()
          + ") from namespace "
          + symbol.namespace()
          + ", but does not import it.";
    }
    return "";
  }
}
