package io.kobox.kernel;

import io.kobox.arch.x86.entry.BinfmtElf;
import io.kobox.arch.x86.entry.UserMachine;
import io.kobox.fs.init.MachineFiles;
import io.kobox.kernel.check.CheckReports;
import io.kobox.kernel.entry.MissingTypes;
import io.kobox.kernel.irq.Interrupts;
import io.kobox.kernel.kmod.RequestModule;
import io.kobox.kernel.locking.Lockdep;
import io.kobox.kernel.module.ModuleCalls;
import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.printk.SyslogCalls;
import io.kobox.kernel.process.BinaryFormat;
import io.kobox.kernel.process.Process;
import io.kobox.kernel.process.ProcessCalls;
import io.kobox.kernel.process.Processes;
import io.kobox.kernel.sched.AtomicSleep;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.WaitQueue;
import io.kobox.kernel.umh.UsermodeHelper;
import io.kobox.lib.RatelimitState;
import io.kobox.syscalls.Programs;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.Utsname;
import java.util.List;

/**
 * The processes, what they can execute, their way into the kernel, and the programs that the kernel
 * starts by itself (kernel/fork.c, fs/binfmt_elf.c, kernel/entry, kernel/umh.c,
 * kernel/module/kmod.c).
 */
final class UserSpace {
  private final KernelFloor floor;
  private final Printk printk;
  private final Lockdep lockdep;
  private final UserScratch memory;
  private final Processes processes;
  private final BinaryFormat binaries;
  private final UsermodeHelper usermodeHelper;
  private final RequestModule requestModule;
  private final Calls calls;
  private final RatelimitState ratelimit =
      new RatelimitState(RatelimitState.DEFAULT_INTERVAL, RatelimitState.DEFAULT_BURST);

  /** The subsystems whose system calls are not those of files and processes. */
  record Calls(Interrupts interrupts, ModuleCalls modules, SyslogCalls syslog, Utsname utsname) {}

  UserSpace(
      KernelFloor floor,
      MachineFiles files,
      Printk printk,
      Lockdep lockdep,
      AtomicSleep sleep,
      CurrentMemory currentMemory,
      WaitQueue.Factory waitQueues,
      SeededRandom random,
      MissingTypes missingTypes,
      Calls calls) {
    this.floor = floor;
    this.printk = printk;
    this.lockdep = lockdep;
    this.calls = calls;
    Scheduler scheduler = floor.scheduler();
    memory = new UserScratch(floor.machine());
    processes =
        new Processes(
            scheduler,
            files.vfs(),
            waitQueues,
            memory,
            floor.machine().tables(),
            currentMemory.shared(),
            this::callsOf,
            missingTypes);
    currentMemory.setProcesses(processes);
    files.vfs().setOwners(processes);
    binaries =
        new BinfmtElf(
            new UserMachine(
                floor.machine(),
                floor.structs(),
                scheduler,
                floor.timekeeping(),
                processes,
                printk,
                this::mayPrint,
                bytes -> random.fill(bytes, 0, bytes.length),
                CheckReports.STANDARD_ERROR::report));
    usermodeHelper = new UsermodeHelper(scheduler, sleep, processes, () -> files.newFsStruct("/"));
    requestModule =
        new RequestModule(usermodeHelper, scheduler, floor.jiffies()::get, printk::printk);
    files.setModuleRequests(
        name -> requestModule.enabled() ? requestModule.request(true, name) : 0);
  }

  private ProcessCalls callsOf(Process process) {
    return new ProcessCalls(
        process,
        processes,
        floor.scheduler(),
        floor.timekeeping(),
        this::enterSystemCall,
        calls.interrupts(),
        floor.deviceBus().board(),
        calls.modules(),
        calls.syslog()::call,
        calls.utsname(),
        memory,
        binaries);
  }

  /** At each system call: what was due while the process computed, and what it left behind. */
  private void enterSystemCall() {
    lockdep.returnToUser();
    floor.scheduler().touchWatchdog();
    if (floor.tick().isDue()) {
      floor.tick().run();
    }
  }

  /** printk_ratelimit of the kernel itself. */
  private boolean mayPrint(String function) {
    RatelimitState.Verdict verdict = ratelimit.event(floor.jiffies().get(), false);
    if (verdict.suppressed() > 0) {
      printk.printk(4, function + ": " + verdict.suppressed() + " callbacks suppressed\n");
    }
    return verdict.allowed();
  }

  /** SIGINT to every process but the first, which is the shell (drivers/tty/n_tty.c: isig). */
  void interruptForeground() {
    for (Process process : List.copyOf(processes.all())) {
      if (process.parent() != null && process.zombie() == null) {
        floor.scheduler().signal(process.task(), SystemCalls.SIGINT);
      }
    }
  }

  /** The programs that the kernel starts by itself are among these; before there are none. */
  void setPrograms(Programs programs) {
    usermodeHelper.setPrograms(programs);
    processes.setPrograms(programs);
  }

  /** Memory of programs written in Java. */
  UserScratch memory() {
    return memory;
  }

  Processes processes() {
    return processes;
  }

  UsermodeHelper usermodeHelper() {
    return usermodeHelper;
  }

  RequestModule requestModule() {
    return requestModule;
  }
}
