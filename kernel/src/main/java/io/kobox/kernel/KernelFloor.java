package io.kobox.kernel;

import io.kobox.kernel.entry.GuestCode;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.time.Timekeeping;
import io.kobox.kernel.time.TimerQueue;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.FaultHandler;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.Machine;
import io.kobox.machine.Protection;
import io.kobox.mm.PerCpu;
import io.kobox.mm.Slab;
import io.kobox.mm.VmArea;
import io.kobox.profile.KernelProfile;
import io.kobox.types.Struct;
import io.kobox.types.Structs;
import io.kobox.unicorn.Register;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The floor: the machine with memory, tasks and time, before any subsystem stands on it. */
final class KernelFloor implements AutoCloseable {
  /** THREAD_SIZE. */
  private static final int STACK_SIZE = 4 * AddressLayout.PAGE_SIZE;

  private static final Duration WATCHDOG = Duration.ofMillis(500);

  /** What the stack protector compares with; not zero in its first byte only. */
  private static final long STACK_CANARY = 0x5bd1e995c0b0f300L;

  private final KernelProfile profile;
  private final Machine machine;
  private final Structs structs;
  private final Timekeeping timekeeping = new Timekeeping();
  private final TimerQueue timers = new TimerQueue();
  private final Scheduler scheduler;
  private final GuestCode guestCode;
  private final PerCpu perCpu;
  private final Slab slab;
  private final VmArea vmalloc;
  private final VmArea moduleArea;
  private final long currentTaskAddress;
  private @Nullable FaultHandler faults;

  KernelFloor(KernelProfile profile, boolean realtime) {
    this.profile = profile;
    this.machine =
        Machine.builder()
            .watchdog(WATCHDOG)
            .faultHandler((stop, cpu) -> faultHandler().handle(stop, cpu))
            .build();
    GuestMemory memory = machine.memory();
    structs = new Structs(memory, profile.types());
    perCpu = new PerCpu(machine.frames(), memory);
    currentTaskAddress = perCpu.address(exportOffset("current_task"));
    guestCode = new GuestCode(machine, task -> memory.putLong(currentTaskAddress, task));
    scheduler = new Scheduler(timekeeping, timers, guestCode::switchTo, realtime);
    guestCode.setScheduler(scheduler, this::createGuestState);
    slab = new Slab(memory, machine.frames(), guestCode);
    vmalloc =
        new VmArea(
            AddressLayout.VMALLOC, AddressLayout.VMALLOC_END, machine.frames(), machine.tables());
    moduleArea =
        new VmArea(
            AddressLayout.MODULES, AddressLayout.MODULES_END, machine.frames(), machine.tables());
    setUpPerCpuArea(memory);
  }

  /** GS points at the per-CPU area, whose start holds the stack protector's canary. */
  private void setUpPerCpuArea(GuestMemory memory) {
    machine.cpu().write(Register.GS_BASE, perCpu.base());
    int canary = structs.type("fixed_percpu_data").offset("stack_canary");
    memory.putLong(perCpu.address(canary), STACK_CANARY);
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

  /** A kernel stack with guard pages, and the task_struct that the guest sees as current. */
  private Task.GuestState createGuestState(Task task) {
    long stack = vmalloc.allocate(STACK_SIZE, Protection.READ_WRITE);
    int size = structs.type("task_struct").size();
    long address = slab.kmalloc(size, 0);
    if (stack == 0 || address == 0) {
      throw new IllegalStateException("no memory for a task");
    }
    machine.memory().fill(address, size, (byte) 0);
    Struct struct = structs.at("task_struct", address);
    struct.set("pid", task.pid());
    struct.set("tgid", task.pid());
    struct.set("stack", stack);
    struct.set("stack_canary", STACK_CANARY);
    struct.setString("comm", task.comm());
    return new Task.GuestState(stack + STACK_SIZE, address, machine.cpu().newContext());
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
