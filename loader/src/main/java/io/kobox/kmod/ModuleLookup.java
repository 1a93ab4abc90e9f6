package io.kobox.kmod;

import java.util.ArrayList;
import java.util.List;

/** Finds modules by name or alias, in libkmod's order (kmod: kmod_module_new_from_lookup()). */
public final class ModuleLookup {
  private final KmodContext context;

  public ModuleLookup(KmodContext context) {
    this.context = context;
  }

  /** kmod_module_new_from_lookup(): empty if nothing matches; EINVAL for an unmatched bracket. */
  public List<KmodModule> find(String given) throws KmodException {
    String alias = ModuleName.normalizeAlias(given);
    if (alias == null) {
      throw KmodException.invalid();
    }
    List<KmodModule> found = fromConfig(alias);
    if (found.isEmpty()) {
      found = fromModdep(alias);
    }
    if (found.isEmpty() && alias.startsWith("symbol:")) {
      found = fromIndex(KmodContext.Index.SYMBOL, alias);
    }
    if (found.isEmpty()) {
      found = fromCommands(alias);
    }
    if (found.isEmpty()) {
      found = fromIndex(KmodContext.Index.ALIAS, alias);
    }
    return found.isEmpty() ? fromBuiltin(alias) : found;
  }

  /** kmod_module_new_from_name_lookup(): only by the module's own name. */
  public List<KmodModule> findByName(String given) throws KmodException {
    String name = ModuleName.normalize(given);
    List<KmodModule> found = fromModdep(name);
    return found.isEmpty() ? fromBuiltin(name) : found;
  }

  private List<KmodModule> fromConfig(String name) throws KmodException {
    List<KmodModule> found = new ArrayList<>();
    for (ModprobeConfig.Alias alias : context.config().aliases()) {
      if (Fnmatch.matches(alias.name(), name)) {
        found.add(fromAlias(alias.name(), alias.module()));
      }
    }
    return found;
  }

  private List<KmodModule> fromModdep(String name) {
    if (name.indexOf(':') >= 0) {
      return List.of();
    }
    String line = context.searchModdep(name);
    if (line == null) {
      return List.of();
    }
    KmodModule module = context.moduleFromName(name);
    module.parseDepline(line);
    return List.of(module);
  }

  private List<KmodModule> fromIndex(KmodContext.Index index, String name) throws KmodException {
    List<KmodModule> found = new ArrayList<>();
    for (ModuleIndex.Value value : context.searchWild(index, name)) {
      found.add(fromAlias(name, value.text()));
    }
    return found;
  }

  private List<KmodModule> fromCommands(String name) {
    for (ModprobeConfig.Command command : context.config().installCommands()) {
      if (command.module().equals(name)) {
        KmodModule module = context.moduleFromName(name);
        module.setInstallCommand(command.command());
        return List.of(module);
      }
    }
    for (ModprobeConfig.Command command : context.config().removeCommands()) {
      if (command.module().equals(name)) {
        KmodModule module = context.moduleFromName(name);
        module.setRemoveCommand(command.command());
        return List.of(module);
      }
    }
    return List.of();
  }

  private List<KmodModule> fromBuiltin(String name) throws KmodException {
    if (context.searchBuiltin(name) != null) {
      KmodModule module = context.moduleFromName(name);
      module.setBuiltin(true);
      return List.of(module);
    }
    List<KmodModule> found = fromIndex(KmodContext.Index.BUILTIN_ALIAS, name);
    found.forEach(module -> module.setBuiltin(true));
    return found;
  }

  private KmodModule fromAlias(String alias, String name) throws KmodException {
    if (alias.length() + name.length() + 2 > ModuleName.PATH_MAX) {
      throw new KmodException(36, "File name too long");
    }
    return context.moduleFromAlias(alias, name);
  }
}
