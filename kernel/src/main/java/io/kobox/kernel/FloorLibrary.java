package io.kobox.kernel;

import io.kobox.arch.x86.DelayExports;
import io.kobox.arch.x86.DelayExportsTable;
import io.kobox.arch.x86.ParavirtExports;
import io.kobox.arch.x86.ParavirtExportsTable;
import io.kobox.export.ServedExports;
import io.kobox.kernel.check.LeftBehind;
import io.kobox.kernel.fork.TaskStructs;
import io.kobox.kernel.irq.Interrupts;
import io.kobox.kernel.irq.ManageExports;
import io.kobox.kernel.irq.ManageExportsTable;
import io.kobox.kernel.kthread.KthreadExports;
import io.kobox.kernel.kthread.KthreadExportsTable;
import io.kobox.kernel.kthread.KthreadWorkerExports;
import io.kobox.kernel.kthread.KthreadWorkerExportsTable;
import io.kobox.kernel.locking.Lockdep;
import io.kobox.kernel.locking.MutexExports;
import io.kobox.kernel.locking.MutexExportsTable;
import io.kobox.kernel.locking.PercpuRwsemExports;
import io.kobox.kernel.locking.PercpuRwsemExportsTable;
import io.kobox.kernel.locking.RtmutexExports;
import io.kobox.kernel.locking.RtmutexExportsTable;
import io.kobox.kernel.locking.RwsemExports;
import io.kobox.kernel.locking.RwsemExportsTable;
import io.kobox.kernel.locking.SemaphoreExports;
import io.kobox.kernel.locking.SemaphoreExportsTable;
import io.kobox.kernel.locking.SpinWait;
import io.kobox.kernel.locking.SpinlockExports;
import io.kobox.kernel.locking.SpinlockExportsTable;
import io.kobox.kernel.pid.PidExports;
import io.kobox.kernel.pid.PidExportsTable;
import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.rcu.Rcu;
import io.kobox.kernel.rcu.RcuExports;
import io.kobox.kernel.rcu.RcuExportsTable;
import io.kobox.kernel.rcu.SrcuExports;
import io.kobox.kernel.rcu.SrcuExportsTable;
import io.kobox.kernel.reboot.RebootExports;
import io.kobox.kernel.reboot.RebootExportsTable;
import io.kobox.kernel.sched.AtomicSleep;
import io.kobox.kernel.sched.CompletionExports;
import io.kobox.kernel.sched.CompletionExportsTable;
import io.kobox.kernel.sched.CoreExports;
import io.kobox.kernel.sched.CoreExportsTable;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.SwaitExports;
import io.kobox.kernel.sched.SwaitExportsTable;
import io.kobox.kernel.sched.WaitBitExports;
import io.kobox.kernel.sched.WaitBitExportsTable;
import io.kobox.kernel.sched.WaitExports;
import io.kobox.kernel.sched.WaitExportsTable;
import io.kobox.kernel.signal.SignalExports;
import io.kobox.kernel.signal.SignalExportsTable;
import io.kobox.kernel.smp.SmpExports;
import io.kobox.kernel.smp.SmpExportsTable;
import io.kobox.kernel.softirq.SoftirqExports;
import io.kobox.kernel.softirq.SoftirqExportsTable;
import io.kobox.kernel.softirq.Softirqs;
import io.kobox.kernel.time.HrtimerExports;
import io.kobox.kernel.time.HrtimerExportsTable;
import io.kobox.kernel.time.Hrtimers;
import io.kobox.kernel.time.Jiffies;
import io.kobox.kernel.time.Sleep;
import io.kobox.kernel.time.TickSched;
import io.kobox.kernel.time.TimeExports;
import io.kobox.kernel.time.TimeExportsTable;
import io.kobox.kernel.time.TimekeepingExports;
import io.kobox.kernel.time.TimekeepingExportsTable;
import io.kobox.kernel.time.TimerExports;
import io.kobox.kernel.time.TimerExportsTable;
import io.kobox.kernel.time.TimerWheel;
import io.kobox.kernel.workqueue.WorkqueueExports;
import io.kobox.kernel.workqueue.WorkqueueExportsTable;
import io.kobox.lib.GuestFunctions;
import io.kobox.lib.KernelWarning;
import io.kobox.lib.PercpuCounterExports;
import io.kobox.lib.PercpuCounterExportsTable;
import io.kobox.lib.RefcountExports;
import io.kobox.lib.RefcountExportsTable;
import io.kobox.lib.SymbolNames;
import io.kobox.lib.Vsprintf;
import io.kobox.machine.GuestMemory;
import io.kobox.types.Structs;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Tasks, time and locks as modules see them, put together. */
final class FloorLibrary {
  private final KernelFloor floor;
  private final Lockdep lockdep;
  private final AtomicSleep sleep;
  private final Printk printk;
  private final SymbolNames symbols;
  private final KernelWarning warning;
  private final LeftBehind leftBehind;
  private final Supplier<Error> lockup;
  private final Runnable hardLockup;
  private final Rcu rcu;
  private final Interrupts interrupts;

  /**
   * @param lockup reports the CPU as stuck; what ends its task
   * @param hardLockup reports interrupts that never end, and does not return
   */
  FloorLibrary(
      KernelFloor floor,
      Lockdep lockdep,
      AtomicSleep sleep,
      Printk printk,
      SymbolNames symbols,
      KernelWarning warning,
      LeftBehind leftBehind,
      Supplier<Error> lockup,
      Runnable hardLockup) {
    this.leftBehind = leftBehind;
    this.floor = floor;
    this.lockdep = lockdep;
    this.sleep = sleep;
    this.printk = printk;
    this.symbols = symbols;
    this.warning = warning;
    this.lockup = lockup;
    this.hardLockup = hardLockup;
    this.interrupts =
        new Interrupts(
            floor.scheduler(),
            floor.softirqs(),
            floor.tick(),
            floor.timers(),
            floor.timekeeping()::monotonic,
            floor.guestCode(),
            printk,
            floor.timeline());
    floor.deviceBus().connect(interrupts);
    this.rcu =
        new Rcu(floor.scheduler(), floor.softirqs(), floor.timers(), floor.jiffies(), floor.tick());
  }

  /** The interrupt lines. */
  Interrupts interrupts() {
    return interrupts;
  }

  /** Sleeping, with a report where that is not allowed. */
  AtomicSleep sleep() {
    return sleep;
  }

  /** Grace periods. */
  Rcu rcu() {
    return rcu;
  }

  /**
   * The tables of all classes with exports.
   *
   * @param addressOf where a served function was put
   */
  List<ServedExports> tables(Vsprintf vsprintf, ToLongFunction<String> addressOf) {
    GuestMemory memory = floor.machine().memory();
    Structs structs = floor.structs();
    Scheduler scheduler = floor.scheduler();
    Softirqs softirqs = floor.softirqs();
    TickSched tick = floor.tick();
    Jiffies jiffies = floor.jiffies();
    TaskStructs tasks = floor.taskStructs();
    GuestFunctions functions = floor.guestCode();
    LongUnaryOperator allocate = floor::allocateZeroed;
    TimerWheel wheel = new TimerWheel(jiffies, floor.timers(), softirqs, tick);
    Hrtimers hrtimers =
        new Hrtimers(floor.timekeeping()::monotonic, floor.timers(), softirqs, tick, hardLockup);
    Sleep timeouts = new Sleep(scheduler, sleep, wheel, jiffies);
    CoreExports core = new CoreExports(scheduler, sleep, timeouts, tasks, structs);
    CompletionExports completions = new CompletionExports(scheduler, sleep, timeouts, structs);
    TimerExports timers =
        new TimerExports(
            wheel,
            timeouts,
            jiffies,
            functions,
            softirqs.preemptCount(),
            structs,
            warning,
            symbols);
    SpinWait spin = new SpinWait(floor.timekeeping(), tick, lockup);
    KthreadExports kthreads =
        new KthreadExports(
            scheduler, sleep, tasks, floor.guestCode(), vsprintf, completions, warning);
    HrtimerExports hrtimerExports =
        new HrtimerExports(
            hrtimers,
            floor.timekeeping(),
            scheduler,
            sleep,
            functions,
            memory,
            structs,
            allocate,
            addressOf);
    WorkqueueExports workqueues =
        new WorkqueueExports(
            scheduler,
            sleep,
            functions,
            memory,
            structs,
            vsprintf,
            timers,
            jiffies,
            allocate,
            address -> floor.slab().kfree(address));
    WaitExports waits =
        new WaitExports(scheduler, timeouts, core, functions, memory, structs, addressOf);
    leftBehind.add(timers);
    leftBehind.add(hrtimerExports);
    leftBehind.add(workqueues);
    leftBehind.add(kthreads);
    leftBehind.add(interrupts);
    return List.of(
        new CoreExportsTable(core),
        new WaitExportsTable(waits),
        new WaitBitExportsTable(
            new WaitBitExports(scheduler, waits, timeouts, functions, memory, structs, allocate)),
        new KthreadWorkerExportsTable(
            new KthreadWorkerExports(
                new KthreadWorkerExports.Floor(
                    scheduler, sleep, tasks, functions, memory, floor.slab(), structs, jiffies),
                kthreads,
                timers,
                warning,
                addressOf)),
        new PercpuRwsemExportsTable(
            new PercpuRwsemExports(
                scheduler, sleep, softirqs.preemptCount(), floor.perCpu(), memory, structs)),
        new RtmutexExportsTable(new RtmutexExports(scheduler, sleep, memory, structs, lockdep)),
        new PidExportsTable(new PidExports(scheduler, tasks, structs, allocate, addressOf)),
        new RebootExportsTable(new RebootExports()),
        new PercpuCounterExportsTable(new PercpuCounterExports(floor.perCpu(), memory, structs)),
        new CompletionExportsTable(completions),
        new SwaitExportsTable(new SwaitExports(scheduler, tasks, memory, structs)),
        new KthreadExportsTable(kthreads),
        new SignalExportsTable(new SignalExports(scheduler, tasks)),
        new SpinlockExportsTable(new SpinlockExports(memory, softirqs, spin, lockdep)),
        new MutexExportsTable(new MutexExports(scheduler, sleep, memory, structs, lockdep)),
        new RwsemExportsTable(new RwsemExports(scheduler, sleep, memory, structs, lockdep)),
        new SemaphoreExportsTable(new SemaphoreExports(scheduler, sleep, timeouts, structs)),
        new RefcountExportsTable(new RefcountExports(memory, warning)),
        new TimerExportsTable(timers),
        new HrtimerExportsTable(hrtimerExports),
        new TimekeepingExportsTable(
            new TimekeepingExports(floor.timekeeping(), jiffies, floor.structs())),
        new TimeExportsTable(new TimeExports(floor.machine().cpu(), floor.structs())),
        new DelayExportsTable(new DelayExports(tick)),
        new ParavirtExportsTable(
            new ParavirtExports(floor.machine().cpu(), softirqs.irqFlags(), structs, addressOf)),
        new SoftirqExportsTable(
            new SoftirqExports(softirqs, scheduler, sleep, functions, structs, printk)),
        new ManageExportsTable(
            new ManageExports(
                interrupts, scheduler, sleep, functions, memory, structs, printk, warning)),
        new SmpExportsTable(
            new SmpExports(memory, functions, softirqs, structs.type("cpumask").size())),
        new RcuExportsTable(
            new RcuExports(rcu, scheduler, sleep, functions, structs, this::kvfree)),
        new SrcuExportsTable(new SrcuExports(rcu, scheduler, sleep, functions, structs)),
        new WorkqueueExportsTable(workqueues));
  }

  private void kvfree(long address) {
    if (floor.vmalloc().contains(address)) {
      floor.vmalloc().free(address);
    } else {
      floor.slab().kfree(address);
    }
  }
}
