package io.kobox.kernel;

import io.kobox.arch.x86.CallTraces;
import io.kobox.arch.x86.DumpStack;
import io.kobox.arch.x86.Oops;
import io.kobox.arch.x86.OrcTable;
import io.kobox.arch.x86.Traps;
import io.kobox.kernel.check.SourceLines;
import io.kobox.kernel.kallsyms.KernelSymbols;
import io.kobox.kernel.module.Module;
import io.kobox.kernel.module.Modules;
import io.kobox.kernel.panic.Panic;
import io.kobox.kernel.panic.ReportTexts;
import io.kobox.kernel.panic.Taints;
import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.lib.SipHash;
import io.kobox.lib.bug.Bugs;
import io.kobox.machine.Cpu;
import io.kobox.machine.Machine;
import io.kobox.syscalls.Utsname;
import io.kobox.types.Struct;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The log, and what the kernel says in it when something is wrong: taints, back traces, panic,
 * oopses, and the CPU's traps that lead to them. It is there before all that can go wrong
 * (kernel/printk, kernel/panic.c; arch/x86/kernel/traps.c: trap_init).
 */
final class Diagnostics {
  private final KernelFloor floor;
  private final Modules modules;
  private final Printk printk;
  private final Taints taints;
  private final KernelSymbols symbols;
  private final SipHash pointerKey;
  private final LongUnaryOperator pointerHash;
  private final DumpStack dumpStack;
  private final Panic panic;
  private final Oops oops;
  private final Bugs bugs;
  private final Traps traps;

  Diagnostics(KernelFloor floor, Modules modules, Utsname utsname, KernelConfig config) {
    this.floor = floor;
    this.modules = modules;
    Machine machine = floor.machine();
    Scheduler scheduler = floor.scheduler();
    printk = new Printk(floor.timekeeping()::monotonic, this::printkCaller);
    // loglevel=8, with which the recorded machine and the image kernel boot
    printk.consoleLevels().set(8, 4, 1, 7);
    taints = new Taints(printk::printk);
    symbols = new KernelSymbols(modules, floor.profile()::symbols);
    pointerKey = new SipHash(config.seed(), config.seed());
    pointerHash = address -> pointerKey.hash(address) & 0xffffffffL;
    ReportTexts reportTexts = new ReportTexts(floor.structs());
    dumpStack =
        new DumpStack(
            printk,
            taints,
            symbols,
            machine.memory(),
            scheduler::current,
            new CallTraces(
                printk,
                symbols,
                machine.memory(),
                machine.cpu(),
                scheduler::current,
                address -> orcTable(modules.containing(address)),
                new SourceLines(modules, symbols, config.debug().reports())),
            utsname,
            reportTexts);
    panic =
        new Panic(
            printk,
            taints,
            symbols,
            scheduler::current,
            modules::linkedIn,
            dumpStack::dumpStack,
            site -> dumpStack.showWarning(machine.cpu(), site),
            reportTexts);
    oops =
        new Oops(
            printk,
            taints,
            dumpStack,
            panic,
            scheduler::current,
            floor.softirqs().preemptCount()::inInterrupt,
            pointerHash,
            reportTexts);
    bugs = new Bugs(printk, panic, machine.memory(), floor.structs());
    traps =
        new Traps(
            printk,
            oops,
            bugs,
            dumpStack,
            machine.tables(),
            machine.memory(),
            modules::searchExtable,
            floor.structs(),
            scheduler,
            floor.tick(),
            floor.tsc());
    floor.setFaultHandler(traps);
    floor.tick().setAfterInterrupt(() -> traps.checkSoftLockup(cpu()));
  }

  private int printkCaller() {
    return floor.scheduler().running() ? floor.scheduler().current().pid() : 0x80000000;
  }

  private Cpu cpu() {
    return floor.machine().cpu();
  }

  /** What unwind_module_init noted of a module. */
  private @Nullable OrcTable orcTable(@Nullable Module module) {
    if (module == null) {
      return null;
    }
    Struct struct = floor.structs().at("module", module.address());
    return new OrcTable(
        floor.machine().memory(),
        floor.structs(),
        struct.get("arch.orc_unwind_ip"),
        struct.get("arch.orc_unwind"),
        struct.getInt("arch.num_orcs"));
  }

  Printk printk() {
    return printk;
  }

  Taints taints() {
    return taints;
  }

  /** Names of addresses, the kernel's and its modules'. */
  KernelSymbols symbols() {
    return symbols;
  }

  /** The modules that are in the kernel. */
  Modules modules() {
    return modules;
  }

  Panic panic() {
    return panic;
  }

  Oops oops() {
    return oops;
  }

  Bugs bugs() {
    return bugs;
  }

  Traps traps() {
    return traps;
  }

  /** The key that %p hashes addresses with, in reports as in the modules' own messages. */
  SipHash pointerKey() {
    return pointerKey;
  }

  /** How an address looks in a report that must not tell it (ptr_to_hashval). */
  LongUnaryOperator pointerHash() {
    return pointerHash;
  }

  /** dump_stack() of the running task. */
  void dumpStack() {
    dumpStack.dumpStack();
  }

  /** show_regs() of the CPU as it is. */
  void showRegs() {
    traps.showRegs(cpu());
  }

  /** WARN() of the kernel's own code, with its place in Linux and a text. */
  void warn(String site, String text) {
    printk.printk(Printk.LOGLEVEL_DEFAULT, Panic.CUT_HERE);
    printk.printk(Printk.LOGLEVEL_DEFAULT, text);
    panic.warnAt(site);
  }

  /** Reports a BUG() in the function that is called; what ends the task. */
  Error bug() {
    return traps.bug(cpu());
  }

  /** Reports a BUG() of the kernel's own code, with its place in Linux; what ends the task. */
  Error bug(String site) {
    return traps.bug(cpu(), site);
  }

  /** Reports the CPU as stuck; what ends its task. */
  Error lockup() {
    return traps.lockup(cpu());
  }

  /** Interrupts that never end. */
  void hardLockup() {
    throw panic.panic("Hard LOCKUP");
  }

  /**
   * The number of the log's record that the report of a panic, or of the oops behind it, begins.
   */
  long lastWords() {
    return panic.duringOops() ? traps.lastReport() : panic.record();
  }
}
