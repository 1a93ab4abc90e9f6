package io.kobox.loader;

import static io.kobox.loader.ModuleLoadException.ENOENT;
import static io.kobox.loader.ModuleLoadException.ENOEXEC;

/**
 * simplify_symbols() of kernel/module/main.c: every symbol of the table in the init part gets its
 * guest address as st_value.
 */
public final class SymbolSimplification {
  private SymbolSimplification() {}

  /**
   * Resolves all symbols; goes on after a failure, as the kernel does, so that all missing symbols
   * are told.
   *
   * @param percpuBase mod-&gt;percpu, what .data..percpu's symbols are relative to
   * @throws ModuleLoadException the errno of the last failure; what it logs went to the resolver
   */
  public static void simplifySymbols(ModuleImage image, long percpuBase, SymbolResolver resolver)
      throws ModuleLoadException {
    ElfModule module = image.module();
    ModuleSymbols symbols = new ModuleSymbols(module);
    String moduleName = module.moduleName();
    long table = module.symbolSection().address();
    int failure = 0;
    for (int i = 1; i < symbols.count(); i++) {
      long valueAddress = table + (long) i * ModuleSymbols.BYTES + 8;
      int section = symbols.section(i);
      switch (section) {
        case ModuleSymbols.SHN_COMMON -> {
          if (!symbols.name(i).startsWith("__gnu_lto")) {
            resolver.log(LogLine.warning(moduleName + ": please compile with -fno-common"));
            failure = ENOEXEC;
          }
        }
        case ModuleSymbols.SHN_ABS, ModuleSymbols.SHN_LIVEPATCH -> {}
        case ModuleSymbols.SHN_UNDEF -> {
          String name = symbols.name(i);
          int errno =
              switch (resolver.resolve(name)) {
                case SymbolResolver.Resolved resolved -> {
                  image.put64(valueAddress, resolved.address());
                  yield 0;
                }
                case SymbolResolver.Refused refused -> refused.errno();
                case SymbolResolver.Unresolved _ -> symbols.isWeak(i) ? 0 : ENOENT;
              };
          if (errno != 0) {
            failure = errno;
            resolver.unknownSymbol(name, errno);
          }
        }
        default -> {
          if (section >= module.sectionCount()) {
            resolver.log(
                LogLine.error(
                    "%s: Symbol %s has an invalid section index %d (max %d)"
                        .formatted(
                            moduleName, symbols.name(i), section, module.sectionCount() - 1)));
            failure = ENOEXEC;
          } else {
            image.put64(valueAddress, symbols.value(i) + sectionBase(module, section, percpuBase));
          }
        }
      }
    }
    if (failure != 0) {
      throw new ModuleLoadException(failure);
    }
  }

  private static long sectionBase(ElfModule module, int section, long percpuBase) {
    return section == module.percpuSection().index()
        ? percpuBase
        : module.section(section).address();
  }
}
