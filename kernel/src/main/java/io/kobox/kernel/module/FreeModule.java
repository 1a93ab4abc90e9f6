package io.kobox.kernel.module;

import io.kobox.kernel.check.LeftBehind;
import io.kobox.kernel.check.LeftBehinds;
import io.kobox.kernel.params.KernelParamOps;
import io.kobox.mm.VmArea;
import org.jspecify.annotations.Nullable;

/**
 * Takes a module out of the kernel and gives its memory back (kernel/module/main.c: free_module).
 */
final class FreeModule {
  private final LeftBehind leftBehind;
  private final Modules modules;
  private final VmArea moduleArea;
  private final KernelParamOps params;
  private @Nullable LeftBehinds leftBehinds;
  private ModuleWatcher moduleWatcher = ModuleWatcher.NONE;

  FreeModule(Modules modules, VmArea moduleArea, KernelParamOps params, LeftBehind leftBehind) {
    this.leftBehind = leftBehind;
    this.modules = modules;
    this.moduleArea = moduleArea;
    this.params = params;
  }

  /** Asks {@code watcher} about each module that goes. */
  void watch(LeftBehinds watcher) {
    leftBehinds = watcher;
  }

  /** Tells {@code watcher} of each module that goes. */
  void watch(ModuleWatcher watcher) {
    moduleWatcher = watcher;
  }

  /** Ends a module in whatever state it got to. */
  void free(Module module) {
    leftBehind.check(module.name(), module::contains);
    module.params().forEach(params::free);
    if (leftBehinds != null) {
      leftBehinds.report(module);
    }
    moduleWatcher.gone(module);
    module.tearDown();
    module.setState(ModuleState.UNFORMED);
    unuse(module);
    modules.remove(module);
    freeMemory(module);
  }

  /** module_deallocate. */
  void freeMemory(Module module) {
    freeInit(module);
    moduleArea.free(module.core().base());
  }

  /** module_unload_free: the modules it used lose a user. */
  private static void unuse(Module module) {
    for (Module target : module.targets()) {
      target.setRefcount(target.refcount() - 1);
      target.sources().remove(module);
    }
    module.targets().clear();
  }

  /** Its init has run, and its symbols are about to be dropped. */
  void initEnds(Module module) {
    if (leftBehinds != null) {
      leftBehinds.initEnds(module);
    }
  }

  /** do_free_init: after init, its code and data are gone. */
  void freeInit(Module module) {
    if (module.init().size() > 0) {
      moduleArea.free(module.init().base());
      module.dropInit();
    }
  }
}
