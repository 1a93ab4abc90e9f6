package io.kobox.kernel.debug;

import io.kobox.gdb.LoadedModule;
import io.kobox.kernel.module.Module;
import io.kobox.kernel.module.ModuleSection;
import io.kobox.kernel.module.ModuleWatcher;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The modules that are in the kernel, with the files that they came from. */
public final class DebuggedModules {
  private final Map<String, LoadedModule> loaded = new LinkedHashMap<>();

  /** Those that are loaded, in the order in which they came. */
  public List<LoadedModule> all() {
    return List.copyOf(loaded.values());
  }

  /** A module came. */
  public void add(LoadedModule module) {
    loaded.put(module.name(), module);
  }

  /** A module goes; whether it was known. */
  public boolean remove(String name) {
    return loaded.remove(name) != null;
  }

  /** What keeps the list, and runs {@code changed} after each change. */
  public ModuleWatcher watcher(Runnable changed) {
    return new ModuleWatcher() {
      @Override
      public void coming(Module module, byte[] file) {
        Map<String, Long> sections = new LinkedHashMap<>();
        for (ModuleSection section : module.sections()) {
          sections.put(section.name(), section.address());
        }
        add(new LoadedModule(module.name(), file, sections));
        changed.run();
      }

      @Override
      public void gone(Module module) {
        if (remove(module.name())) {
          changed.run();
        }
      }
    };
  }
}
