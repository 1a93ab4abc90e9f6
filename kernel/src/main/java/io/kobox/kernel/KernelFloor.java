package io.kobox.kernel;

import io.kobox.arch.x86.DeviceBus;
import io.kobox.arch.x86.Tsc;
import io.kobox.kallsyms.Kallsyms;
import io.kobox.kernel.cred.Credentials;
import io.kobox.kernel.entry.GuestCode;
import io.kobox.kernel.fork.TaskStructs;
import io.kobox.kernel.sched.PreemptCount;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.sched.TaskStruct;
import io.kobox.kernel.softirq.IrqFlags;
import io.kobox.kernel.softirq.Softirqs;
import io.kobox.kernel.time.Jiffies;
import io.kobox.kernel.time.TickSched;
import io.kobox.kernel.time.Timekeeping;
import io.kobox.kernel.time.TimerQueue;
import io.kobox.kernel.trace.Timeline;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.FaultHandler;
import io.kobox.machine.FrameAllocator;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.Machine;
import io.kobox.machine.Protection;
import io.kobox.mm.PageAllocator;
import io.kobox.mm.PerCpu;
import io.kobox.mm.Slab;
import io.kobox.mm.VmArea;
import io.kobox.profile.KernelProfile;
import io.kobox.types.Structs;
import io.kobox.unicorn.Register;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The floor: the machine with memory, tasks and time, before any subsystem stands on it. */
final class KernelFloor implements AutoCloseable {
  /** THREAD_SIZE. */
  static final int STACK_SIZE = 4 * AddressLayout.PAGE_SIZE;

  private static final Duration WATCHDOG = Duration.ofMillis(500);

  /** What the stack protector compares with; not zero in its first byte only. */
  private static final long STACK_CANARY = 0x5bd1e995c0b0f300L;

  private final KernelProfile profile;
  private final Machine machine;
  private final Structs structs;
  private final Timekeeping timekeeping = new Timekeeping();
  private final Tsc tsc = new Tsc(timekeeping);
  private final TimerQueue timers = new TimerQueue();
  private final DeviceBus deviceBus = new DeviceBus(tsc, timekeeping, timers);
  private final Jiffies jiffies;
  private final Timeline timeline = new Timeline(timekeeping::monotonic);
  private final Scheduler scheduler;
  private final TaskStructs taskStructs;
  private final Softirqs softirqs;
  private final TickSched tick;
  private final GuestCode guestCode;
  private final PerCpu perCpu;
  private final Slab slab;
  private final PageAllocator pages;
  private final VmArea vmalloc;
  private final VmArea moduleArea;
  private final long currentTaskAddress;
  private final Credentials credentials;
  private @Nullable FaultHandler faults;

  KernelFloor(KernelProfile profile, boolean realtime, int redzone, Kaslr kaslr) {
    this.profile = profile;
    this.machine =
        Machine.builder()
            .watchdog(WATCHDOG)
            .instructions(deviceBus)
            .bus(deviceBus)
            .watchPauses()
            .faultHandler((stop, cpu) -> faultHandler().handle(stop, cpu))
            .build();
    deviceBus.start(machine);
    GuestMemory memory = machine.memory();
    structs = new Structs(memory, profile.types());
    perCpu = new PerCpu(machine.frames(), memory, perCpuStart());
    currentTaskAddress = perCpu.address(hotVariable("current_task", "current_task"));
    guestCode = new GuestCode(machine, task -> memory.putLong(currentTaskAddress, task));
    credentials = new Credentials(structs, profile, memory, this::allocateZeroed);
    taskStructs = taskStructs(memory);
    scheduler = new Scheduler(timekeeping, timers, this::switchTo, new TaskMemory(), realtime);
    guestCode.setScheduler(scheduler, this::createGuestState);
    jiffies = new Jiffies(timekeeping, memory);
    softirqs =
        new Softirqs(
            new PreemptCount(
                memory, perCpu.address(hotVariable("__preempt_count", "preempt_count"))),
            new IrqFlags(machine.cpu()),
            scheduler,
            timekeeping);
    tick = new TickSched(timekeeping, timers, jiffies, softirqs, guestCode, scheduler, timeline);
    scheduler.setClock(tick);
    tsc.start(machine.cpu(), tick);
    FrameAllocator frames = machine.frames();
    kaslr.skip(frames);
    slab = new Slab(memory, frames, guestCode, redzone);
    pages = new PageAllocator(frames, machine.tables(), memory, structs);
    vmalloc =
        new VmArea(
            AddressLayout.VMALLOC + kaslr.vmallocOffset(),
            AddressLayout.VMALLOC_END,
            frames,
            machine.tables());
    moduleArea =
        new VmArea(
            AddressLayout.MODULES + kaslr.moduleLoadOffset(),
            AddressLayout.MODULES_END,
            frames,
            machine.tables());
    setUpPerCpuArea(memory);
    credentials.copy(structs.at("task_struct", scheduler.idle().struct().address()));
  }

  private void switchTo(@Nullable Task previous, Task next) {
    timeline.runs(next);
    guestCode.switchTo(previous, next);
  }

  /** GS points at the per-CPU area, whose start holds the stack protector's canary. */
  private void setUpPerCpuArea(GuestMemory memory) {
    machine.cpu().write(Register.GS_BASE, perCpu.base());
    long canary = // a variable of its own since Linux 6.15
        profile.exports().find("__ref_stack_chk_guard") != null
            ? exportOffset("__ref_stack_chk_guard")
            : structs.type("fixed_percpu_data").offset("stack_canary");
    memory.putLong(perCpu.address(canary), STACK_CANARY);
  }

  /**
   * Where a per-CPU variable is that the kernels from 6.2 to 6.14 keep in struct pcpu_hot
   * (arch/x86/include/asm/current.h).
   */
  private long hotVariable(String name, String field) {
    return profile.exports().find(name) != null
        ? exportOffset(name)
        : exportOffset("pcpu_hot") + structs.type("pcpu_hot").offset(field);
  }

  private long perCpuStart() {
    if (PerCpu.isZeroBased(exportOffset("this_cpu_off"))) {
      return 0;
    }
    Kallsyms symbols = profile.symbols();
    Kallsyms.Symbol start = symbols == null ? null : symbols.find("__per_cpu_start");
    if (start == null) {
      throw new IllegalStateException("the profile does not tell where per-CPU variables begin");
    }
    return start.address();
  }

  private long exportOffset(String perCpuVariable) {
    var symbol = profile.exports().find(perCpuVariable);
    if (symbol == null) {
      throw new IllegalStateException("the profile has no " + perCpuVariable);
    }
    return symbol.address();
  }

  private FaultHandler faultHandler() {
    FaultHandler handler = faults;
    if (handler == null) {
      throw new IllegalStateException("a fault before the fault handlers are there");
    }
    return handler;
  }

  void setFaultHandler(FaultHandler handler) {
    faults = handler;
  }

  private TaskStructs taskStructs(GuestMemory memory) {
    int size = structs.type("task_struct").size();
    long initTask = exportOffset("init_task");
    long first = AddressLayout.pageOf(initTask);
    long length = AddressLayout.pageOf(initTask + size - 1) + AddressLayout.PAGE_SIZE - first;
    long frames = machine.frames().allocate((int) (length / AddressLayout.PAGE_SIZE));
    machine.tables().map(first, frames, length, Protection.READ_WRITE);
    return new TaskStructs(
        structs,
        memory,
        () -> allocateZeroed(size),
        address -> slab().kfree(address),
        initTask,
        STACK_CANARY,
        timekeeping::monotonic,
        credentials::copy,
        () -> memory.getLong(currentTaskAddress));
  }

  /** Zeroed memory for a struct of the kernel's own. */
  long allocateZeroed(long size) {
    long address = slab().kmalloc(size, 0);
    if (address == 0) {
      throw new IllegalStateException("no memory for the kernel itself");
    }
    slab().forget(address);
    machine.memory().fill(address, size, (byte) 0);
    return address;
  }

  /** A kernel stack with guard pages. */
  private Task.GuestState createGuestState(Task task) {
    long stack = vmalloc.allocate(STACK_SIZE, Protection.READ_WRITE);
    if (stack == 0) {
      throw new IllegalStateException("no memory for a task");
    }
    structs.at("task_struct", task.struct().address()).set("stack", stack);
    return new Task.GuestState(stack + STACK_SIZE, machine.cpu()::newContext);
  }

  /** The task structs, and the stacks that go with them. */
  private final class TaskMemory implements TaskStruct.Factory {
    @Override
    public TaskStruct create(Task task) {
      return taskStructs.create(task);
    }

    @Override
    public void release(Task task) {
      Task.GuestState guest = task.guest();
      if (guest != null) {
        vmalloc.free(guest.stack() - STACK_SIZE);
        guest.close();
        task.setGuest(null);
      }
      taskStructs.release(task);
    }
  }

  /** What happens over the machine's time. */
  Timeline timeline() {
    return timeline;
  }

  /** What is plugged into the machine. */
  DeviceBus deviceBus() {
    return deviceBus;
  }

  Tsc tsc() {
    return tsc;
  }

  Jiffies jiffies() {
    return jiffies;
  }

  TaskStructs taskStructs() {
    return taskStructs;
  }

  Softirqs softirqs() {
    return softirqs;
  }

  TickSched tick() {
    return tick;
  }

  KernelProfile profile() {
    return profile;
  }

  Machine machine() {
    return machine;
  }

  Structs structs() {
    return structs;
  }

  Timekeeping timekeeping() {
    return timekeeping;
  }

  TimerQueue timers() {
    return timers;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  GuestCode guestCode() {
    return guestCode;
  }

  PerCpu perCpu() {
    return perCpu;
  }

  Slab slab() {
    return slab;
  }

  PageAllocator pages() {
    return pages;
  }

  VmArea vmalloc() {
    return vmalloc;
  }

  VmArea moduleArea() {
    return moduleArea;
  }

  @Override
  public void close() {
    machine.close();
  }
}
