package io.kobox.kernel.module;

import io.kobox.kernel.panic.Taint;
import io.kobox.kernel.printk.KernelLog;
import io.kobox.loader.LogLine;
import io.kobox.loader.ModInfo;
import io.kobox.loader.ModuleVersions;
import io.kobox.loader.SymbolResolver;
import io.kobox.symbols.KernelSymbol;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import org.jspecify.annotations.Nullable;

/**
 * Binds a module's undefined symbols, and records whom it uses by that (kernel/module/main.c:
 * resolve_symbol_wait, resolve_symbol).
 */
final class ResolveSymbol implements SymbolResolver {
  /** resolve_symbol_wait gives an exporter so long to finish its init. */
  private static final long WAIT_NANOSECONDS = 30_000_000_000L;

  private final Module module;
  private final String infoName;
  private final ModInfo modInfo;
  private final ModuleVersions versions;
  private final KernelExports kernelExports;
  private final Modules modules;
  private final ModuleVersion.ForceLoad force;
  private final KernelLog log;

  ResolveSymbol(
      Module module,
      String infoName,
      ModInfo modInfo,
      ModuleVersions versions,
      KernelExports kernelExports,
      Modules modules,
      ModuleVersion.ForceLoad force,
      KernelLog log) {
    this.module = module;
    this.infoName = infoName;
    this.modInfo = modInfo;
    this.versions = versions;
    this.kernelExports = kernelExports;
    this.modules = modules;
    this.force = force;
    this.log = log;
  }

  @Override
  public void log(LogLine line) {
    log.log(line.level(), line.text() + "\n");
  }

  private void err(String text) {
    log.err(module.name() + ": " + text + "\n");
  }

  private void warn(String text) {
    log.warn(module.name() + ": " + text + "\n");
  }

  @Override
  public void unknownSymbol(String name, int errno) {
    warn("Unknown symbol " + name + " (err -" + errno + ")");
    kernelExports.reportMissing(name);
  }

  @Override
  public Resolution resolve(String name) {
    Resolution[] result = {resolveOnce(name)};
    if (!isBusy(result[0])) {
      return result[0];
    }
    Modules.ModuleExport found = modules.findExport(name, true);
    String owner = found == null ? "" : found.owner().name();
    try {
      boolean done =
          modules
              .moduleWait()
              .waitEventTimeout(
                  () -> {
                    result[0] = resolveOnce(name);
                    return !isBusy(result[0]);
                  },
                  WAIT_NANOSECONDS);
      if (!done) {
        warn("gave up waiting for init of module " + owner + ".");
      }
      return result[0];
    } catch (ErrnoException e) {
      return new Refused(e.number());
    }
  }

  private static boolean isBusy(Resolution resolution) {
    return resolution instanceof Refused refused && refused.errno() == Errno.EBUSY.number();
  }

  private Resolution resolveOnce(String name) {
    boolean gplOk = !module.isTainted(Taint.PROPRIETARY_MODULE);
    KernelSymbol symbol = kernelExports.find(name, gplOk);
    Module owner = null;
    if (symbol == null) {
      Modules.ModuleExport export = modules.findExport(name, gplOk);
      if (export == null) {
        long trap = kernelExports.lenient(name, module.name());
        return trap == 0 ? Unresolved.UNRESOLVED : new Resolved(trap);
      }
      symbol = export.symbol();
      owner = export.owner();
    }
    return bind(name, symbol, owner);
  }

  private Resolution bind(String name, KernelSymbol symbol, @Nullable Module owner) {
    if (symbol.gplOnly()) {
      module.useGplOnlySymbols();
    }
    if (owner != null && !inheritTaint(owner, name)) {
      return Unresolved.UNRESOLVED;
    }
    if (!ModuleVersion.check(infoName, name, versions, crc(symbol), force, log)) {
      return new Refused(Errno.EINVAL.number());
    }
    if (!symbol.namespace().isEmpty()
        && !modInfo.getAll("import_ns").contains(symbol.namespace())) {
      err(
          "module uses symbol ("
              + name
              + ") from namespace "
              + symbol.namespace()
              + ", but does not import it.");
      return new Refused(Errno.EINVAL.number());
    }
    int error = owner == null ? 0 : use(owner);
    return error == 0 ? new Resolved(symbol.address()) : new Refused(error);
  }

  /** Kernels without CONFIG_MODVERSIONS (Debian's since 6.15) have no CRCs, nor modules then. */
  private static @Nullable Integer crc(KernelSymbol symbol) {
    return symbol.crc() == 0 ? null : symbol.crc();
  }

  private boolean inheritTaint(Module owner, String name) {
    if (!owner.isTainted(Taint.PROPRIETARY_MODULE)) {
      return true;
    }
    if (module.isUsingGplOnlySymbols()) {
      err(
          "module using GPL-only symbols uses symbols "
              + name
              + " from proprietary module "
              + owner.name()
              + ".");
      return false;
    }
    if (!module.isTainted(Taint.PROPRIETARY_MODULE)) {
      warn(
          "module uses symbols "
              + name
              + " from proprietary module "
              + owner.name()
              + ", inheriting taint.");
      module.taint(Taint.PROPRIETARY_MODULE);
    }
    return true;
  }

  /** ref_module: 0 or an errno (strong_try_module_get). */
  private int use(Module owner) {
    if (module.targets().contains(owner)) {
      return 0;
    }
    if (owner.state() == ModuleState.COMING) {
      return Errno.EBUSY.number();
    }
    if (owner.state() == ModuleState.GOING) {
      return Errno.ENOENT.number();
    }
    owner.setRefcount(owner.refcount() + 1);
    owner.sources().addFirst(module);
    module.targets().addFirst(owner);
    return 0;
  }
}
