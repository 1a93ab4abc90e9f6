package io.kobox.kernel.module;

import io.kobox.kernel.sched.WaitQueue;
import io.kobox.symbols.KernelSymbol;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The list of modules, the newest first, and who waits for one (kernel/module/main.c: modules). */
public final class Modules {
  private final List<Module> list = new ArrayList<>();
  private final WaitQueue moduleWait;
  private @Nullable String lastUnloaded;

  public Modules(WaitQueue moduleWait) {
    this.moduleWait = moduleWait;
  }

  /** All modules, also those not formed yet. */
  public List<Module> all() {
    return List.copyOf(list);
  }

  void add(Module module) {
    list.addFirst(module);
  }

  void remove(Module module) {
    list.remove(module);
  }

  /** module_wq. */
  WaitQueue moduleWait() {
    return moduleWait;
  }

  /** find_module_all. */
  @Nullable Module find(String name, boolean evenUnformed) {
    for (Module module : list) {
      if (module.name().equals(name) && (evenUnformed || module.state() != ModuleState.UNFORMED)) {
        return module;
      }
    }
    return null;
  }

  /** The module whose struct module is at {@code address}. */
  public @Nullable Module at(long address) {
    for (Module module : list) {
      if (module.address() == address) {
        return module;
      }
    }
    return null;
  }

  /** __module_address: the module that {@code address} lies in. */
  public @Nullable Module containing(long address) {
    for (Module module : list) {
      if (module.contains(address)) {
        return module;
      }
    }
    return null;
  }

  /** try_module_get: a reference more; false when the module goes. NULL is the kernel itself. */
  public boolean tryGet(long address) {
    Module module = at(address);
    if (module == null) {
      return address == 0;
    }
    boolean live = module.state() != ModuleState.GOING && module.refcount() > -Module.REF_BASE;
    if (live) {
      module.setRefcount(module.refcount() + 1);
    }
    return live;
  }

  /** module_put. */
  public void put(long address) {
    Module module = at(address);
    if (module != null && module.refcount() > -Module.REF_BASE) {
      module.setRefcount(module.refcount() - 1);
    }
  }

  /** search_module_extables: the entry for a faulting instruction's address, 0 if there is none. */
  public long searchExtable(long address) {
    Module module = containing(address);
    return module == null ? 0 : module.exceptionTable().getOrDefault(address, 0L);
  }

  /** An export of a module, as find_symbol's second half: the module and the symbol. */
  @Nullable ModuleExport findExport(String name, boolean gplOk) {
    for (Module module : list) {
      KernelSymbol symbol =
          module.state() == ModuleState.UNFORMED ? null : module.exports().get(name);
      if (symbol != null && (gplOk || !symbol.gplOnly())) {
        return new ModuleExport(module, symbol);
      }
    }
    return null;
  }

  record ModuleExport(Module owner, KernelSymbol symbol) {}

  void setLastUnloaded(Module module) {
    lastUnloaded = module.name() + module.flags(false);
  }

  /** print_modules: {@code Modules linked in: a(OE) b [last unloaded: c(OE)]}. */
  public String linkedIn() {
    StringBuilder text = new StringBuilder("Modules linked in:");
    for (Module module : list) {
      if (module.state() != ModuleState.UNFORMED) {
        text.append(' ').append(module.name()).append(module.flags(true));
      }
    }
    if (lastUnloaded != null) {
      text.append(" [last unloaded: ").append(lastUnloaded).append(']');
    }
    return text.toString();
  }

  /** /proc/modules (kernel/module/procfs.c: m_show). */
  public String procText() {
    StringBuilder text = new StringBuilder();
    for (Module module : list) {
      if (module.state() != ModuleState.UNFORMED) {
        appendLine(text, module);
      }
    }
    return text.toString();
  }

  private static void appendLine(StringBuilder text, Module module) {
    text.append(module.name())
        .append(' ')
        .append(module.init().size() + module.core().size())
        .append(' ')
        .append(module.refcount())
        .append(' ');
    for (Module source : module.sources()) {
      text.append(source.name()).append(',');
    }
    boolean permanent = module.initFunction() != 0 && module.exitFunction() == 0;
    if (permanent) {
      text.append("[permanent],");
    } else if (module.sources().isEmpty()) {
      text.append('-');
    }
    text.append(' ')
        .append(module.state().procState())
        .append(String.format(" 0x%016x", module.core().base()));
    if (module.taints() != 0) {
      text.append(' ').append(module.flags(true));
    }
    text.append('\n');
  }
}
