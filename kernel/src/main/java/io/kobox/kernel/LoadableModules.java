package io.kobox.kernel;

import io.kobox.fs.sysfs.SysfsDirectory;
import io.kobox.init.Initcalls;
import io.kobox.kernel.check.LeftBehind;
import io.kobox.kernel.check.LeftBehinds;
import io.kobox.kernel.entry.CallInterceptor;
import io.kobox.kernel.entry.ExportTable;
import io.kobox.kernel.entry.ExportTraps;
import io.kobox.kernel.entry.MissingTypes;
import io.kobox.kernel.gcov.CodeWatcher;
import io.kobox.kernel.jumplabel.StaticKeys;
import io.kobox.kernel.locking.Lockdep;
import io.kobox.kernel.module.ModuleSubsystem;
import io.kobox.kernel.printk.KernelLog;
import io.kobox.lib.dynamicdebug.DynamicDebug;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.Machine;
import java.util.List;

/**
 * The module loader, the table of what modules link to, and what is patched in them: their static
 * keys and their debug messages (kernel/module, kernel/jump_label.c, lib/dynamic_debug.c).
 */
final class LoadableModules {
  private final ExportTable exports;
  private final StaticKeys staticKeys;
  private final DynamicDebug dynamicDebug;
  private final ModuleSubsystem subsystem;

  /**
   * @param interceptors stand between modules and what they call
   * @param missingTypes is told of calls that need more types than the kernel's BTF has
   * @param sysModule the directory /sys/module
   */
  LoadableModules(
      KernelFloor floor,
      Diagnostics diagnostics,
      KernelConfig config,
      List<CallInterceptor> interceptors,
      MissingTypes missingTypes,
      SysfsDirectory sysModule,
      Lockdep lockdep,
      LeftBehind leftBehind,
      LeftBehinds leftBehinds) {
    Machine machine = floor.machine();
    KernelLog log = diagnostics.printk()::printk;
    exports =
        new ExportTable(
            machine,
            floor.profile(),
            floor.perCpu(),
            new ExportTraps(
                machine.traps(),
                machine.cpu(),
                machine.memory(),
                floor.timekeeping(),
                floor.tick(),
                interceptors,
                (function, cause) -> {
                  missingTypes.report(function, cause);
                  return diagnostics.bug();
                }),
            diagnostics.symbols(),
            log,
            config.debug().reports(),
            config.lenient());
    staticKeys = new StaticKeys(floor.structs(), machine.memory(), machine.tables());
    dynamicDebug =
        new DynamicDebug(
            floor.structs(), machine.memory(), staticKeys, log, this::dynamicDebugVerbose);
    subsystem =
        new ModuleSubsystem(
            new ModuleSubsystem.Environment(
                machine,
                floor.structs(),
                floor.guestCode(),
                new Initcalls(
                    floor.guestCode(),
                    floor.softirqs().preemptCount(),
                    floor.softirqs().irqFlags(),
                    diagnostics.symbols(),
                    lockdep::returnToUser,
                    diagnostics::warn),
                log,
                diagnostics.taints(),
                floor.slab(),
                floor.perCpu(),
                floor.moduleArea(),
                diagnostics.bugs(),
                exports,
                sysModule,
                floor.profile(),
                diagnostics::dumpStack,
                leftBehind,
                staticKeys,
                dynamicDebug),
            diagnostics.modules());
    subsystem.watch(leftBehinds);
    CodeWatcher code = config.debug().code();
    if (code != null) {
      subsystem.watch(code);
      machine.cpu().watchBlocks(code, AddressLayout.MODULES, AddressLayout.MODULES_END - 1);
    }
  }

  private int dynamicDebugVerbose() {
    return subsystem.dynamicDebugVerbose();
  }

  /** What modules link to. */
  ExportTable exports() {
    return exports;
  }

  StaticKeys staticKeys() {
    return staticKeys;
  }

  DynamicDebug dynamicDebug() {
    return dynamicDebug;
  }

  ModuleSubsystem subsystem() {
    return subsystem;
  }
}
