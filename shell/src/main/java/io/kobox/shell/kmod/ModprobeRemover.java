package io.kobox.shell.kmod;

import io.kobox.kmod.KmodContext;
import io.kobox.kmod.KmodException;
import io.kobox.kmod.KmodModule;
import io.kobox.kmod.ModprobeConfig;
import io.kobox.kmod.ModuleLookup;
import io.kobox.kmod.ModuleState;
import io.kobox.kmod.ProbeList;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.time.Duration;
import java.util.List;

/** modprobe -r (kmod: modprobe.c: rmmod()). Methods return false after a failure. */
final class ModprobeRemover {
  private static final int CLOCK_MONOTONIC = 1;
  private static final long MILLISECOND = 1_000_000L;

  /** Soft dependencies may name each other. */
  private static final int MAX_DEPTH = 32;

  private final Tool tool;
  private final ModprobeOptions options;
  private final KmodContext context;
  private final ModuleLookup lookup;
  private final ModuleState state;
  private final ModuleInserter inserter;
  private final ModprobeCommands commands;
  private int depth;

  ModprobeRemover(Tool tool, ModprobeOptions options, KmodContext context) {
    this.tool = tool;
    this.options = options;
    this.context = context;
    this.lookup = new ModuleLookup(context);
    this.state = new ModuleState(context);
    this.inserter = new ModuleInserter(tool, context);
    this.commands = new ModprobeCommands(tool, options);
  }

  boolean remove(String alias) throws ErrnoException, ToolExit {
    List<KmodModule> modules;
    try {
      modules = lookup.find(alias);
    } catch (KmodException e) {
      return false;
    }
    if (modules.isEmpty()) {
      log("Module " + alias + " not found.");
      return false;
    }
    for (KmodModule module : modules) {
      if (!removeModule(module, options.removeHolders, false)) {
        return false;
      }
    }
    return true;
  }

  /** rmmod_do_modlist(): in reverse order. */
  private boolean removeAll(List<KmodModule> modules, boolean stopOnError)
      throws ErrnoException, ToolExit {
    for (KmodModule module : modules.reversed()) {
      if (!removeModule(module, false, true) && stopOnError) {
        return false;
      }
    }
    return true;
  }

  /** rmmod_do_module(). */
  private boolean removeModule(KmodModule module, boolean holders, boolean ignoreBuiltin)
      throws ErrnoException, ToolExit {
    if (depth == MAX_DEPTH) {
      return false;
    }
    depth++;
    try {
      ModprobeConfig.Softdep softdep = options.ignoreCommands ? null : module.softdep();
      List<KmodModule> pre = soft(softdep == null ? List.of() : softdep.pre());
      List<KmodModule> post = soft(softdep == null ? List.of() : softdep.post());
      String command = options.ignoreCommands ? null : module.removeCommand();
      if (command == null && !options.ignoreLoaded) {
        switch (state.initState(module)) {
          case ABSENT -> {
            if (options.firstTime) {
              log("Module " + module.name() + " is not in kernel.");
            }
            return !options.firstTime;
          }
          case BUILTIN -> {
            if (!ignoreBuiltin) {
              log("Module " + module.name() + " is builtin.");
            }
            return ignoreBuiltin;
          }
          default -> {}
        }
      }
      removeAll(post, false);
      if (holders && !removeAll(state.holders(module), true)) {
        return false;
      }
      if (command != null) {
        if (!runCommand(module, command)) {
          return false;
        }
      } else if (isInUse(module) || !removeFromKernel(module)) {
        return false;
      } else {
        removeUnused(module);
      }
      removeAll(pre, false);
      return true;
    } finally {
      depth--;
    }
  }

  private List<KmodModule> soft(List<String> names) {
    return ProbeList.softModules(context, lookup, names);
  }

  private boolean isInUse(KmodModule module) throws ErrnoException, ToolExit {
    if (options.ignoreLoaded || options.waitMilliseconds > 0 || state.refcnt(module) <= 0) {
      return false;
    }
    log("Module " + module.name() + " is in use.");
    return true;
  }

  /** The dependencies nobody else uses; that one stays is no error. */
  private void removeUnused(KmodModule module) throws ErrnoException, ToolExit {
    for (KmodModule dependency : module.dependencies()) {
      if (state.refcnt(dependency) == 0) {
        removeFromKernel(dependency);
      }
    }
  }

  /** command_do(). */
  private boolean runCommand(KmodModule module, String command) throws ErrnoException, ToolExit {
    String expanded = ModprobeCommands.expand(command, "");
    show("remove " + expanded);
    if (options.dryRun) {
      return true;
    }
    if (commands.run(module.name(), expanded) != 0) {
      log("Error running remove command for " + module.name());
      return false;
    }
    return true;
  }

  /** rmmod_do_remove_module(). */
  private boolean removeFromKernel(KmodModule module) throws ErrnoException, ToolExit {
    show("rmmod " + module.name());
    if (options.dryRun) {
      return true;
    }
    long end = now() + options.waitMilliseconds;
    long delta = 0;
    while (true) {
      KmodException failure;
      try {
        inserter.remove(module, options.force, options.waitMilliseconds == 0);
        return true;
      } catch (KmodException e) {
        failure = e;
      }
      if (failure.errno() == KmodException.EEXIST) {
        if (options.firstTime) {
          log("Module " + module.name() + " is not in kernel.");
        }
        return !options.firstTime;
      }
      boolean again = failure.errno() == Errno.EAGAIN.number() && options.waitMilliseconds > 0;
      delta = again ? backoff(delta, end) : 0;
      if (delta == 0) {
        if (options.waitMilliseconds > 0) {
          tool.error("could not remove '" + module.name() + "': " + failure.text());
        }
        return false;
      }
      tool.calls().nanosleep(Duration.ofMillis(delta));
    }
  }

  /** get_backoff_delta_msec(): twice as long each time, but not beyond the end. */
  private long backoff(long delta, long end) throws ErrnoException {
    long now = now();
    long next = delta == 0 ? 1 : delta << 1;
    while (now + next > end && next > 0) {
      next >>= 1;
    }
    return next == 0 ? Math.max(0, end - now) : next;
  }

  private long now() throws ErrnoException {
    return tool.calls().clockGettime(CLOCK_MONOTONIC) / MILLISECOND;
  }

  private void show(String text) throws ErrnoException {
    if (options.show || options.verbose > Tool.WARNING) {
      tool.print(text + "\n");
      tool.flush();
    }
  }

  private void log(String text) throws ErrnoException, ToolExit {
    tool.log(ModprobeCommand.logPriority(options), text);
  }
}
