package io.kobox.kernel.module;

import io.kobox.kernel.entry.KernelFunction;
import io.kobox.kernel.printk.KernelLog;
import io.kobox.lib.GuestFunctions;
import io.kobox.syscalls.ErrnoException;

/** Runs a module's init, and settles it or takes it away again (do_init_module). */
final class InitModule {
  private final Modules modules;
  private final ModuleNotifiers notifiers;
  private final FreeModule freeModule;
  private final GuestFunctions functions;
  private final KernelLog log;
  private final Runnable dumpStack;

  InitModule(
      Modules modules,
      ModuleNotifiers notifiers,
      FreeModule freeModule,
      GuestFunctions functions,
      KernelLog log,
      Runnable dumpStack) {
    this.modules = modules;
    this.notifiers = notifiers;
    this.freeModule = freeModule;
    this.functions = functions;
    this.log = log;
    this.dumpStack = dumpStack;
  }

  @KernelFunction("do_init_module")
  void run(Module module) throws ErrnoException {
    int result = module.initFunction() == 0 ? 0 : (int) functions.call(module.initFunction());
    if (result < 0) {
      module.setState(ModuleState.GOING);
      notifiers.call(ModuleState.GOING, module);
      freeModule.free(module);
      modules.moduleWait().wakeUp();
      throw new ErrnoException(-result);
    }
    if (result > 0) {
      log.warn(
          "do_init_module: '"
              + module.name()
              + "'->init suspiciously returned "
              + result
              + ", it should follow 0/-E convention\n"
              + "do_init_module: loading module anyway...\n");
      dumpStack.run();
    }
    module.setState(ModuleState.LIVE);
    notifiers.call(ModuleState.LIVE, module);
    module.setRefcount(module.refcount() - 1);
    freeModule.initEnds(module);
    module.dropInitSymbols();
    module.protectReadOnlyAfterInit();
    freeModule.freeInit(module);
    modules.moduleWait().wakeUp();
  }
}
