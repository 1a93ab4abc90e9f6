package io.kobox.kernel.module;

import io.kobox.kernel.panic.Taint;
import io.kobox.kernel.panic.Taints;
import io.kobox.lib.GuestFunctions;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;

/** delete_module(2) and the end of a module (kernel/module/main.c). */
final class DeleteModule {
  /** MODULE_NAME_LEN: 64 - sizeof(unsigned long). */
  private static final int NAME_LENGTH = 56;

  private final Modules modules;
  private final ModuleNotifiers notifiers;
  private final FreeModule freeModule;
  private final GuestFunctions functions;
  private final Taints taints;

  DeleteModule(
      Modules modules,
      ModuleNotifiers notifiers,
      FreeModule freeModule,
      GuestFunctions functions,
      Taints taints) {
    this.modules = modules;
    this.notifiers = notifiers;
    this.freeModule = freeModule;
    this.functions = functions;
    this.taints = taints;
  }

  void delete(String name, int flags) throws ErrnoException {
    if (name.isEmpty() || name.length() >= NAME_LENGTH) {
      throw new ErrnoException(Errno.ENOENT);
    }
    Module module = modules.find(name, false);
    if (module == null) {
      throw new ErrnoException(Errno.ENOENT);
    }
    if (!module.sources().isEmpty()) {
      throw new ErrnoException(Errno.EAGAIN);
    }
    if (module.state() != ModuleState.LIVE) {
      throw new ErrnoException(Errno.EBUSY);
    }
    boolean cannotExit = module.initFunction() != 0 && module.exitFunction() == 0;
    if (cannotExit && !force(flags)) {
      throw new ErrnoException(Errno.EBUSY);
    }
    stop(module, flags);
    if (module.exitFunction() != 0) {
      functions.call(module.exitFunction());
    }
    notifiers.call(ModuleState.GOING, module);
    modules.setLastUnloaded(module);
    freeModule.free(module);
    modules.moduleWait().wakeUp();
  }

  /** try_stop_module. */
  private void stop(Module module, int flags) throws ErrnoException {
    if (module.refcount() != 0) {
      if (!force(flags)) {
        throw new ErrnoException(Errno.EAGAIN);
      }
    } else {
      module.setRefcount(-Module.REF_BASE);
    }
    module.setState(ModuleState.GOING);
  }

  /** try_force_unload: O_TRUNC means force (CONFIG_MODULE_FORCE_UNLOAD). */
  private boolean force(int flags) {
    boolean force = (flags & OpenFlags.O_TRUNC) != 0;
    if (force) {
      taints.addUnreliable(Taint.FORCED_RMMOD);
    }
    return force;
  }
}
