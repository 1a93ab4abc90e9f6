package io.kobox.image;

import io.kobox.image.check.ModuleWatch;
import io.kobox.kernel.DebugConfig;
import io.kobox.pc.Pc;
import io.kobox.unicorn.Register;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides which modules are watched: those that are not part of the kernel's source tree, and all
 * where a trace, a fault or a check was asked for. Nothing is prepared before there is one.
 */
final class Watches implements ModuleCode.Watch {
  /** {@code static void free_module(struct module *mod)} (kernel/module/main.c). */
  private static final String FREE_MODULE = "free_module";

  static final Set<String> SYMBOLS = symbols();

  /** Where {@code struct module} has its taints. */
  static final String TAINTS = "module.taints";

  private static final int TAINT_OUT_OF_TREE = 12;

  private final Pc pc;
  private final MachineSnapshot snapshot;
  private final Map<String, Long> addresses;
  private final DebugConfig debug;
  private @Nullable ModuleWatch watch;

  Watches(Pc pc, MachineSnapshot snapshot, Map<String, Long> addresses, DebugConfig debug) {
    this.pc = pc;
    this.snapshot = snapshot;
    this.addresses = addresses;
    this.debug = debug;
  }

  private static Set<String> symbols() {
    Set<String> symbols = new TreeSet<>(ModuleWatch.symbols());
    symbols.add(FREE_MODULE);
    return symbols;
  }

  @Override
  public void ready(long file, long headers, int count, int names, long struct) {
    if (isWatched(struct)) {
      watch().loaded(headers, count, names, struct);
    }
  }

  private boolean isWatched(long struct) {
    if (debug.trace() != null || debug.faults() != null) {
      return true;
    }
    if (debug.checks().isEmpty()) {
      return false;
    }
    Long taints = addresses.get(TAINTS);
    return debug.inTree()
        || (taints != null && (pc.pages().getLong(struct + taints) >>> TAINT_OUT_OF_TREE & 1) != 0);
  }

  private ModuleWatch watch() {
    ModuleWatch result = watch;
    if (result == null) {
      try {
        result = new ModuleWatch(pc, snapshot.profile(), addresses, debug);
      } catch (IOException e) {
        throw new UncheckedIOException("the kernel's profile cannot be read", e);
      }
      watch = result;
      ModuleWatch installed = result;
      pc.trap(
          addresses.getOrDefault(FREE_MODULE, 0L),
          stopped -> {
            installed.freed(stopped.read(Register.RDI));
            return false;
          });
    }
    return result;
  }

  /** A system call has returned to its program. */
  void returnedToUser() {
    if (watch != null) {
      watch.returnedToUser();
    }
  }
}
