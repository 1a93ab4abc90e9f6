package io.kobox.kernel.module;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.syscalls.Errno;

/** What modules may do with modules (kernel/module/main.c). */
public final class ModuleExports {
  private final Modules modules;
  private final ModuleNotifiers notifiers;

  ModuleExports(Modules modules, ModuleNotifiers notifiers) {
    this.modules = modules;
    this.notifiers = notifiers;
  }

  /** bool try_module_get(struct module *module). */
  @KernelExport
  boolean try_module_get(long address) {
    return modules.tryGet(address);
  }

  /** void __module_get(struct module *module). */
  @KernelExport
  void __module_get(long address) {
    Module module = modules.at(address);
    if (module != null) {
      module.setRefcount(module.refcount() + 1);
    }
  }

  /** void module_put(struct module *module). */
  @KernelExport(level = Level.PARTIAL, note = "one put too many is not warned of")
  void module_put(long address) {
    modules.put(address);
  }

  /** int module_refcount(struct module *mod). */
  @KernelExport
  int module_refcount(long address) {
    Module module = modules.at(address);
    return module == null ? -1 : module.refcount();
  }

  /** int register_module_notifier(struct notifier_block *nb). */
  @KernelExport
  int register_module_notifier(long block) {
    return notifiers.register(block) ? 0 : -Errno.EEXIST.number();
  }

  /** int unregister_module_notifier(struct notifier_block *nb). */
  @KernelExport
  int unregister_module_notifier(long block) {
    return notifiers.unregister(block) ? 0 : -Errno.ENOENT.number();
  }

  /** The signature that versions the kernel's module structs; nobody calls it. */
  @KernelExport
  void module_layout() {}
}
