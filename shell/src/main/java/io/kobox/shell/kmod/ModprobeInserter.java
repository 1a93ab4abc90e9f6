package io.kobox.shell.kmod;

import io.kobox.kmod.KmodContext;
import io.kobox.kmod.KmodException;
import io.kobox.kmod.KmodModule;
import io.kobox.kmod.ModuleLookup;
import io.kobox.kmod.ModuleState;
import io.kobox.kmod.ProbeList;
import io.kobox.syscalls.ErrnoException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** modprobe without -r (kmod: modprobe.c: insmod(), kmod_module_probe_insert_module()). */
final class ModprobeInserter {
  private final Tool tool;
  private final ModprobeOptions options;
  private final KmodContext context;
  private final ModuleInserter inserter;
  private final ModuleState state;
  private final ModprobeCommands commands;

  ModprobeInserter(Tool tool, ModprobeOptions options, KmodContext context) {
    this.tool = tool;
    this.options = options;
    this.context = context;
    this.inserter = new ModuleInserter(tool, context);
    this.state = new ModuleState(context);
    this.commands = new ModprobeCommands(tool, options);
  }

  /** False after a message. */
  boolean insert(String alias, String parameters) throws ErrnoException, ToolExit {
    List<KmodModule> modules;
    try {
      modules = new ModuleLookup(context).find(alias);
    } catch (KmodException e) {
      modules = List.of();
    }
    if (modules.isEmpty()) {
      tool.log(
          ModprobeCommand.logPriority(options),
          "Module " + alias + " not found in directory " + context.dirname());
      return false;
    }
    boolean done = true;
    for (KmodModule module : modules) {
      if (options.resolveAlias) {
        tool.print(module.name() + "\n");
        continue;
      }
      try {
        probe(module, parameters);
        done = true;
      } catch (KmodException e) {
        tool.error("could not insert '" + module.name() + "': " + text(e));
        done = false;
      }
    }
    return done;
  }

  private static String text(KmodException e) {
    return switch (e.errno()) {
      case KmodException.EEXIST -> "Module already in kernel";
      case KmodException.ENOENT -> "Unknown symbol in module, or unknown parameter (see dmesg)";
      default -> e.text();
    };
  }

  private void probe(KmodModule module, String parameters) throws ErrnoException, KmodException {
    if (!options.ignoreLoaded && state.isInKernel(module)) {
      if (options.firstTime) {
        throw KmodException.exists();
      }
      return;
    }
    if ((module.isAlias() || options.useBlacklist) && module.isBlacklisted()) {
      return;
    }
    for (KmodModule each : ProbeList.of(context, module, options.ignoreCommands)) {
      try {
        insertOne(each, each == module ? parameters : null);
      } catch (KmodException e) {
        boolean exists = e.errno() == KmodException.EEXIST;
        boolean tolerated = exists || !each.isRequired();
        if (!tolerated || (exists && each == module && options.firstTime)) {
          throw e;
        }
      }
    }
  }

  private void insertOne(KmodModule module, @Nullable String extra)
      throws ErrnoException, KmodException {
    String configured = module.options();
    String command = module.installCommand();
    if (!options.ignoreLoaded && state.isInKernel(module)) {
      throw KmodException.exists();
    }
    String parameters = concat(configured, extra);
    boolean install = command != null && !module.ignoresCommand();
    if (options.show || options.verbose > Tool.WARNING) {
      printAction(module, install ? command : null, parameters);
    }
    if (options.dryRun) {
      return;
    }
    if (install && command != null) {
      runInstall(module, ModprobeCommands.expand(command, parameters));
    } else {
      inserter.insert(module, forceFlags(), parameters);
    }
  }

  /** module_options_concat(): a space follows the configured ones even if nothing else does. */
  private static String concat(@Nullable String configured, @Nullable String extra) {
    boolean none = (configured == null || configured.isEmpty()) && isEmpty(extra);
    if (none) {
      return "";
    }
    return (configured == null ? "" : configured + " ") + (extra == null ? "" : extra);
  }

  private static boolean isEmpty(@Nullable String text) {
    return text == null || text.isEmpty();
  }

  private int forceFlags() {
    int flags = options.force || options.forceModversion ? ModuleInserter.FORCE_MODVERSION : 0;
    return options.force || options.forceVermagic ? flags | ModuleInserter.FORCE_VERMAGIC : flags;
  }

  /** print_action(). */
  private void printAction(KmodModule module, @Nullable String command, String parameters)
      throws ErrnoException {
    if (command != null) {
      tool.print("install " + command + " " + parameters + "\n");
      return;
    }
    String path = module.path();
    if (path != null) {
      tool.print("insmod " + path + " " + parameters + "\n");
    } else if (module.isBuiltin()) {
      tool.print("builtin " + module.name() + "\n");
    }
  }

  /** libkmod's own command_do(). */
  private void runInstall(KmodModule module, String command) throws ErrnoException, KmodException {
    int status = commands.run(module.name(), command);
    if (status != 0) {
      context
          .log()
          .error(
              "../libkmod/libkmod-module.c:1047",
              "command_do",
              "Error running install command '"
                  + command
                  + "' for module "
                  + module.name()
                  + ": retcode "
                  + status);
      throw KmodException.invalid();
    }
  }
}
