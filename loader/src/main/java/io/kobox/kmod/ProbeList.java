package io.kobox.kmod;

import java.util.ArrayList;
import java.util.List;

/**
 * The modules to insert for one that is asked for, in order: dependencies, soft dependencies
 * before, the module, soft dependencies after (kmod: kmod_module_get_probe_list()).
 */
public final class ProbeList {
  private final KmodContext context;
  private final ModuleLookup lookup;
  private final List<KmodModule> list = new ArrayList<>();

  private ProbeList(KmodContext context) {
    this.context = context;
    this.lookup = new ModuleLookup(context);
  }

  /** {@code ignoreCommand}: leave out the module's own soft dependencies and install command. */
  public static List<KmodModule> of(KmodContext context, KmodModule module, boolean ignoreCommand) {
    context.resetVisits();
    ProbeList probe = new ProbeList(context);
    probe.add(module, true, ignoreCommand);
    return probe.list;
  }

  /** lookup_softdep(): what the names of a soft dependency stand for. */
  public static List<KmodModule> softModules(
      KmodContext context, ModuleLookup lookup, List<String> names) {
    List<KmodModule> modules = new ArrayList<>();
    for (String name : names) {
      try {
        modules.addAll(lookup.find(name));
      } catch (KmodException e) {
        context
            .log()
            .error(
                "../libkmod/libkmod-module.c:1567",
                "lookup_softdep",
                "failed to lookup soft dependency '" + name + "', continuing anyway.");
      }
    }
    return modules;
  }

  private void add(KmodModule module, boolean required, boolean ignoreCommand) {
    if (module.visited) {
      return;
    }
    module.visited = true;
    List<KmodModule> dependencies = module.dependencies();
    if (required) {
      module.required = true;
      dependencies.forEach(dependency -> dependency.required = true);
    }
    dependencies.forEach(this::addWithSoftdeps);
    if (ignoreCommand) {
      list.add(module);
      module.ignoreCommand = true;
    } else {
      addWithSoftdeps(module);
    }
  }

  private void addWithSoftdeps(KmodModule module) {
    ModprobeConfig.Softdep softdep = module.softdep();
    List<KmodModule> pre =
        softdep == null ? List.of() : softModules(context, lookup, softdep.pre());
    List<KmodModule> post =
        softdep == null ? List.of() : softModules(context, lookup, softdep.post());
    for (KmodModule before : pre) {
      add(before, false, false);
    }
    list.add(module);
    module.ignoreCommand = !pre.isEmpty() || !post.isEmpty();
    for (KmodModule after : post) {
      add(after, false, false);
    }
  }
}
