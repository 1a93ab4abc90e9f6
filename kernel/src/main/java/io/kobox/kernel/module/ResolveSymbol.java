package io.kobox.kernel.module;

import io.kobox.kernel.panic.Taint;
import io.kobox.kernel.printk.KernelLog;
import io.kobox.loader.ElfModule;
import io.kobox.loader.ModuleVersions;
import io.kobox.loader.SymbolResolver;
import io.kobox.symbols.KernelSymbol;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Binds a module's undefined symbols, and records whom it uses by that (kernel/module/main.c:
 * resolve_symbol_wait, resolve_symbol).
 */
final class ResolveSymbol implements SymbolResolver {
  /** resolve_symbol_wait gives an exporter so long to finish its init. */
  private static final long WAIT_NANOSECONDS = 30_000_000_000L;

  private final Module module;
  private final ElfModule elf;
  private final KernelExports kernelExports;
  private final Modules modules;
  private final ModuleVersion.ForceLoad force;
  private final KernelLog log;
  private final @Nullable Map<String, Long> versions;

  ResolveSymbol(
      Module module,
      ElfModule elf,
      KernelExports kernelExports,
      Modules modules,
      ModuleVersion.ForceLoad force,
      KernelLog log) {
    this.module = module;
    this.elf = elf;
    this.kernelExports = kernelExports;
    this.modules = modules;
    this.force = force;
    this.log = log;
    this.versions =
        elf.versions() == null ? null : ModuleVersions.parse(elf.contents(elf.versions()));
  }

  @Override
  public void log(int level, String text) {
    log.log(level, text + "\n");
  }

  @Override
  public long resolve(String name) {
    long result = resolveOnce(name);
    if (result == -Errno.EBUSY.number()) {
      return waitFor(name);
    }
    return result;
  }

  private long waitFor(String name) {
    long[] result = new long[1];
    Modules.ModuleExport found = modules.findExport(name, true);
    String owner = found == null ? "" : found.owner().name();
    try {
      boolean done =
          modules
              .moduleWait()
              .waitEventTimeout(
                  () -> (result[0] = resolveOnce(name)) != -Errno.EBUSY.number(),
                  WAIT_NANOSECONDS);
      if (!done) {
        log(4, module.name() + ": gave up waiting for init of module " + owner + ".");
      }
      return result[0];
    } catch (ErrnoException e) {
      return -e.number();
    }
  }

  private long resolveOnce(String name) {
    boolean gplOk = !module.isTainted(Taint.PROPRIETARY_MODULE);
    KernelSymbol symbol = kernelExports.find(name, gplOk);
    Module owner = null;
    if (symbol == null) {
      Modules.ModuleExport export = modules.findExport(name, gplOk);
      if (export == null) {
        return kernelExports.lenient(name, module.name());
      }
      symbol = export.symbol();
      owner = export.owner();
    }
    return bind(name, symbol, owner);
  }

  private long bind(String name, KernelSymbol symbol, @Nullable Module owner) {
    if (symbol.gplOnly()) {
      module.useGplOnlySymbols();
    }
    if (owner != null && !inheritTaint(owner, name)) {
      return UNRESOLVED;
    }
    if (!ModuleVersion.check(elf.infoName(), name, versions, symbol.crc(), force, log)) {
      return -Errno.EINVAL.number();
    }
    if (!symbol.namespace().isEmpty()
        && !elf.modInfo().all("import_ns").contains(symbol.namespace())) {
      log(
          3,
          module.name()
              + ": module uses symbol ("
              + name
              + ") from namespace "
              + symbol.namespace()
              + ", but does not import it.");
      return -Errno.EINVAL.number();
    }
    if (owner != null) {
      int error = use(owner);
      if (error != 0) {
        return error;
      }
    }
    return symbol.address();
  }

  private boolean inheritTaint(Module owner, String name) {
    if (!owner.isTainted(Taint.PROPRIETARY_MODULE)) {
      return true;
    }
    if (module.isUsingGplOnlySymbols()) {
      log(
          3,
          module.name()
              + ": module using GPL-only symbols uses symbols "
              + name
              + " from proprietary module "
              + owner.name()
              + ".");
      return false;
    }
    if (!module.isTainted(Taint.PROPRIETARY_MODULE)) {
      log(
          4,
          module.name()
              + ": module uses symbols "
              + name
              + " from proprietary module "
              + owner.name()
              + ", inheriting taint.");
      module.taint(Taint.PROPRIETARY_MODULE);
    }
    return true;
  }

  /** ref_module: 0 or a negative errno (strong_try_module_get). */
  private int use(Module owner) {
    if (module.targets().contains(owner)) {
      return 0;
    }
    if (owner.state() == ModuleState.COMING) {
      return -Errno.EBUSY.number();
    }
    if (owner.state() == ModuleState.GOING) {
      return -Errno.ENOENT.number();
    }
    owner.setRefcount(owner.refcount() + 1);
    owner.sources().addFirst(module);
    module.targets().addFirst(owner);
    return 0;
  }
}
