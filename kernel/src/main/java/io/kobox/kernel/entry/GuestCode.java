package io.kobox.kernel.entry;

import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.sched.Wait;
import io.kobox.lib.GuestFunctions;
import io.kobox.machine.AddressSpace;
import io.kobox.machine.GuestCalls;
import io.kobox.machine.Machine;
import io.kobox.unicorn.Register;
import org.jspecify.annotations.Nullable;

/** Runs guest functions on the current task's kernel stack, and switches the CPU between tasks. */
public final class GuestCode implements GuestFunctions {
  /** RFLAGS of a task that starts: interrupts are enabled. */
  private static final long INITIAL_FLAGS = 0x202;

  /** Makes what a task needs before it can run guest code. */
  @FunctionalInterface
  public interface GuestStates {
    Task.GuestState create(Task task);
  }

  private final Machine machine;
  private final CurrentTask currentTask;
  private @Nullable Scheduler scheduler;
  private @Nullable GuestStates states;

  public GuestCode(Machine machine, CurrentTask currentTask) {
    this.machine = machine;
    this.currentTask = currentTask;
  }

  /** The scheduler and this know each other; called once while the kernel is put together. */
  public void setScheduler(Scheduler scheduler, GuestStates states) {
    this.scheduler = scheduler;
    this.states = states;
  }

  @Override
  public long call(long function, long... arguments) {
    Task.GuestState guest = enter();
    long rsp = machine.cpu().read(Register.RSP);
    guest.called(
        new Task.GuestState.Caller(
            rsp == guest.stack(),
            machine.cpu().read(Register.RIP),
            rsp,
            machine.cpu().read(Register.RBP),
            GuestCalls.returnSlot(rsp, arguments.length)));
    try {
      return machine.calls().call(function, arguments);
    } finally {
      guest.returned();
      guest.leave();
    }
  }

  /**
   * Goes on with the current task's outermost call, which another thread made, behind a wait in one
   * of the kernel's functions; its result.
   */
  public long goOnAfter(Wait wait) {
    Task.GuestState guest = currentGuest();
    try {
      Long result = wait.finish();
      if (result != null) {
        machine.cpu().write(Register.RAX, result);
      }
      return machine.calls().resume();
    } finally {
      guest.returned();
      guest.leave();
    }
  }

  private Task.GuestState currentGuest() {
    Task.GuestState guest = scheduler == null ? null : scheduler.current().guest();
    if (guest == null) {
      throw new IllegalStateException("the task has run no guest code");
    }
    return guest;
  }

  /**
   * Runs {@code handler} at any point of the current task's guest code, as an interrupt would: the
   * registers are afterwards as before.
   */
  public void interrupt(Runnable handler) {
    Task.GuestState guest = enter();
    try {
      machine.calls().interrupt(handler);
    } finally {
      guest.leave();
    }
  }

  private Task.GuestState enter() {
    if (scheduler == null || states == null) {
      throw new IllegalStateException("no scheduler yet");
    }
    Task task = scheduler.current();
    Task.GuestState guest = task.guest();
    if (guest == null) {
      guest = states.create(task);
      task.setGuest(guest);
    }
    if (!guest.active()) {
      machine.cpu().write(Register.RSP, guest.stack());
      machine.cpu().write(Register.RBP, 0);
      machine.cpu().write(Register.RFLAGS, INITIAL_FLAGS);
    }
    guest.enter();
    return guest;
  }

  /** __switch_to: the registers of {@code previous} are kept, those of {@code next} come back. */
  public void switchTo(@Nullable Task previous, Task next) {
    Task.GuestState from = previous == null ? null : previous.guest();
    if (from != null && from.active()) {
      from.save();
    }
    currentTask.set(next.struct().address());
    AddressSpace space = next.addressSpace();
    if (space != null) {
      machine.tables().enter(space);
    }
    Task.GuestState to = next.guest();
    if (to != null && to.active()) {
      to.restore();
    }
  }
}
