package io.kobox.kernel;

import io.kobox.debug.Debugger;
import io.kobox.debug.Journey;
import io.kobox.debug.StopReason;
import io.kobox.gdb.GdbServer;
import io.kobox.kernel.debug.DebuggedModules;
import io.kobox.kernel.debug.SimulatedTarget;
import io.kobox.kernel.module.ModuleSubsystem;
import org.jspecify.annotations.Nullable;

/**
 * A debugger's hold on the machine, as a kernel with kgdb gives it one: where it stops, and what
 * the debugger sees then.
 */
final class DebuggerHold {
  private final Debugger debugger;

  /**
   * @param virtualTime whether the machine's clock does not follow the host's
   * @param journey where to in a life that another machine had; null: it is the first one
   */
  DebuggerHold(
      KernelFloor floor,
      Diagnostics diagnostics,
      ModuleSubsystem modules,
      GdbServer server,
      boolean virtualTime,
      @Nullable Journey journey) {
    DebuggedModules loaded = new DebuggedModules();
    SimulatedTarget target =
        new SimulatedTarget(
            floor.machine(), floor.scheduler(), loaded, floor.profile()::symbols, virtualTime);
    debugger =
        new Debugger(
            floor.machine().cpu().debugged(),
            server.session().breakpoints(),
            server.session(),
            target::currentThread);
    server.session().setTarget(target);
    server.onInterrupt(
        () -> {
          debugger.requestInterrupt();
          floor.scheduler().host().post(debugger::stopIfRequested);
        });
    modules.watch(loaded.watcher(() -> debugger.stop(new StopReason(StopReason.Kind.MODULES))));
    diagnostics.oops().onReport(() -> debugger.stop(new StopReason(StopReason.Kind.OOPS)));
    if (journey != null) {
      debugger.travel(journey);
    }
    floor.machine().cpu().attach(debugger);
  }

  /** The first program is about to run. */
  void begin() {
    debugger.stop(new StopReason(StopReason.Kind.ATTACHED));
  }
}
