package io.kobox.image;

import io.kobox.debug.Debugger;
import io.kobox.debug.Journey;
import io.kobox.debug.StopReason;
import io.kobox.gdb.GdbServer;
import io.kobox.image.debug.ImageTarget;
import io.kobox.image.debug.ModuleLoads;
import io.kobox.kallsyms.Kallsyms;
import io.kobox.kernel.debug.DebuggedModules;
import io.kobox.pc.Pc;
import io.kobox.profile.KernelProfile;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A debugger that holds the image kernel; until one is asked for, nothing is watched. */
final class Debugging {
  /** Is called as the report of an oops begins (kernel/panic.c). */
  private static final String OOPS = "oops_enter";

  private final Pc pc;
  private final MachineSnapshot snapshot;
  private final CurrentTask current;
  private @Nullable Debugger debugger;
  private @Nullable ModuleLoads loads;

  Debugging(Pc pc, MachineSnapshot snapshot, CurrentTask current) {
    this.pc = pc;
    this.snapshot = snapshot;
    this.current = current;
  }

  /** Has a debugger hold the machine. */
  void attach(GdbServer server, @Nullable Journey journey, BooleanSupplier repeatable)
      throws IOException {
    KernelProfile profile = snapshot.profile();
    DebuggedModules modules = new DebuggedModules();
    ImageTarget target = new ImageTarget(pc, profile, current::pointer, modules, repeatable);
    Debugger holder =
        new Debugger(
            pc.debugged(), server.session().breakpoints(), server.session(), target::currentThread);
    server.session().setTarget(target);
    server.onInterrupt(holder::requestInterrupt);
    ModuleLoads watcher =
        new ModuleLoads(
            pc, profile, modules, () -> holder.stop(new StopReason(StopReason.Kind.MODULES)));
    watcher.watch(name -> address(profile, name));
    pc.trap(
        address(profile, OOPS),
        stopped -> {
          holder.stop(new StopReason(StopReason.Kind.OOPS));
          return false;
        });
    if (journey != null) {
      holder.travel(journey);
    }
    pc.attach(holder);
    loads = watcher;
    debugger = holder;
  }

  boolean isAttached() {
    return debugger != null;
  }

  private static long address(KernelProfile profile, String name) {
    Kallsyms kallsyms = profile.symbols();
    Kallsyms.Symbol symbol = kallsyms == null ? null : kallsyms.find(name);
    return symbol == null ? 0 : symbol.address();
  }

  /** The machine's first program is about to run. */
  void begin() {
    if (debugger != null) {
      debugger.stop(new StopReason(StopReason.Kind.ATTACHED));
    }
  }

  /** See {@link ModuleCode.Watch}. */
  void finalizes(long file, long headers, int count, int names, long struct) {
    if (loads != null) {
      loads.finalizes(file, headers, count, names, struct);
    }
  }
}
