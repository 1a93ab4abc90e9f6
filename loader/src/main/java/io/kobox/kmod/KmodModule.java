package io.kobox.kmod;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A module as libkmod knows it (kmod: struct kmod_module): made by {@link KmodContext}. */
public final class KmodModule {
  private enum Builtin {
    UNKNOWN,
    NO,
    YES
  }

  private final KmodContext context;
  private final String name;
  private final @Nullable String alias;
  private @Nullable String path;
  private List<KmodModule> dependencies = List.of();
  private boolean dependenciesKnown;
  private Builtin builtin = Builtin.UNKNOWN;
  private @Nullable String installCommand;
  private boolean installCommandKnown;
  private @Nullable String removeCommand;
  private boolean removeCommandKnown;

  boolean visited;

  /** Whether probing must not run this module's install command: its softdeps are handled. */
  boolean ignoreCommand;

  /** Whether the user asked for it, or it is a dependency of what was asked for. */
  boolean required;

  KmodModule(KmodContext context, String name, @Nullable String alias) {
    this.context = context;
    this.name = name;
    this.alias = alias;
  }

  public String name() {
    return name;
  }

  public boolean ignoresCommand() {
    return ignoreCommand;
  }

  public boolean isRequired() {
    return required;
  }

  /** Whether an alias, not its own name, led here. */
  public boolean isAlias() {
    return alias != null;
  }

  /** kmod_module_get_path(): its file, from modules.dep if need be; null if it has none. */
  public @Nullable String path() {
    if (path == null && !dependenciesKnown) {
      loadDependencies();
    }
    return path;
  }

  /** kmod_module_get_dependencies(): the last in modules.dep's line comes first. */
  public List<KmodModule> dependencies() {
    if (!dependenciesKnown) {
      loadDependencies();
    }
    return dependencies;
  }

  public boolean isBuiltin() {
    if (builtin == Builtin.UNKNOWN) {
      setBuiltin(context.searchBuiltin(name) != null);
    }
    return builtin == Builtin.YES;
  }

  /** kmod_module_get_options(): those of the configuration, joined; null if there are none. */
  public @Nullable String options() {
    StringBuilder out = null;
    for (ModprobeConfig.Options options : context.config().options()) {
      boolean mine = options.module().equals(name) || options.module().equals(alias);
      if (mine && !options.parameters().isEmpty()) {
        out = out == null ? new StringBuilder() : out.append(' ');
        out.append(options.parameters());
      }
    }
    return out == null ? null : out.toString();
  }

  /** kmod_module_get_install_commands(): the first that matches. */
  public @Nullable String installCommand() {
    if (!installCommandKnown) {
      setInstallCommand(firstMatch(context.config().installCommands()));
    }
    return installCommand;
  }

  /** kmod_module_get_remove_commands(): the first that matches. */
  public @Nullable String removeCommand() {
    if (!removeCommandKnown) {
      setRemoveCommand(firstMatch(context.config().removeCommands()));
    }
    return removeCommand;
  }

  public boolean isBlacklisted() {
    return context.config().blacklist().contains(name);
  }

  /** kmod_module_get_softdeps(): the first of the configuration that matches; null if none. */
  public ModprobeConfig.@Nullable Softdep softdep() {
    for (ModprobeConfig.Softdep softdep : context.config().softdeps()) {
      if (Fnmatch.matches(softdep.module(), name)) {
        return softdep;
      }
    }
    return null;
  }

  /** kmod_module_get_info(), without the signature's fields. */
  public List<ModuleInfo.Field> builtinInfo() throws KmodException {
    return BuiltinModinfo.read(context.tree(), context.dirname(), name, context.log());
  }

  void setPath(String path) {
    this.path = path;
  }

  /** The path if it is known already. */
  @Nullable String knownPath() {
    return path;
  }

  void setBuiltin(boolean yes) {
    builtin = yes ? Builtin.YES : Builtin.NO;
  }

  void setInstallCommand(@Nullable String command) {
    installCommand = command;
    installCommandKnown = true;
  }

  void setRemoveCommand(@Nullable String command) {
    removeCommand = command;
    removeCommandKnown = true;
  }

  /** kmod_module_parse_depline(): a line of modules.dep. */
  void parseDepline(String line) {
    if (dependenciesKnown) {
      return;
    }
    dependenciesKnown = true;
    int colon = line.indexOf(':');
    if (colon < 0) {
      return;
    }
    if (path == null) {
      path = context.inTree(line.substring(0, colon));
    }
    List<KmodModule> list = new ArrayList<>();
    ConfigText words = new ConfigText(line.substring(colon + 1));
    words.nextLine();
    for (String word = words.nextWord(); word != null; word = words.nextWord()) {
      String file = context.inTree(word);
      try {
        list.add(context.moduleFromPath(file));
      } catch (KmodException e) {
        // kmod prints the pointer to its context here
        context
            .log()
            .error(
                "../libkmod/libkmod-module.c:191",
                "kmod_module_parse_depline",
                "ctx=0x0 path=" + file + " error=" + e.text());
        dependenciesKnown = false;
        return;
      }
    }
    // kmod_list_prepend() appends to the ring and returns the new node: the list is reversed
    dependencies = list.reversed();
  }

  private void loadDependencies() {
    String line = context.searchModdep(name);
    if (line != null) {
      parseDepline(line);
    }
  }

  private @Nullable String firstMatch(List<ModprobeConfig.Command> commands) {
    for (ModprobeConfig.Command command : commands) {
      if (Fnmatch.matches(command.module(), name)) {
        return command.command();
      }
    }
    return null;
  }
}
