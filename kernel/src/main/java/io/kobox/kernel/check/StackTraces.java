package io.kobox.kernel.check;

import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.lib.SymbolNames;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.Cpu;
import io.kobox.machine.GuestMemory;
import io.kobox.unicorn.Register;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Where guest code is: the served function and the return addresses into modules on the stack
 * (kernel/stacktrace.c). Cheap enough for every allocation; names are looked up later.
 */
public final class StackTraces implements Stacks {
  /** How much of the stack is looked at, in words. */
  private static final int DEPTH = 64;

  private static final int MOST_FRAMES = 16;

  private final Cpu cpu;
  private final GuestMemory memory;
  private final Scheduler scheduler;
  private final SymbolNames symbols;
  private final LongPredicate text;
  private final long[] frames = new long[MOST_FRAMES];

  /**
   * @param text whether an address is in code (__kernel_text_address)
   */
  public StackTraces(
      Cpu cpu, GuestMemory memory, Scheduler scheduler, SymbolNames symbols, LongPredicate text) {
    this.cpu = cpu;
    this.memory = memory;
    this.scheduler = scheduler;
    this.symbols = symbols;
    this.text = text;
  }

  /** The served function first; empty if no module is on the stack. */
  @Override
  public long[] save() {
    if (!scheduler.running()) {
      return new long[0];
    }
    Task.GuestState guest = scheduler.current().guest();
    if (guest == null || !guest.active()) {
      return new long[0];
    }
    long at = cpu.read(Register.RSP) & -8;
    long end = Math.min(guest.stack(), at + 8L * DEPTH);
    int count = 1;
    for (; at < end && count < MOST_FRAMES; at += 8) {
      long word = memory.getLong(at);
      if (word >= AddressLayout.MODULES && word < AddressLayout.MODULES_END) {
        frames[count++] = word;
      }
    }
    if (count == 1) {
      return new long[0];
    }
    frames[0] = cpu.read(Register.RIP);
    return Arrays.copyOf(frames, count);
  }

  @Override
  public List<String> names(long[] trace) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < trace.length; i++) {
      String name = symbols.sprintSymbol(trace[i], SymbolNames.Form.BACKTRACE);
      if (!name.startsWith("0x") && (i == 0 || text.test(trace[i]))) {
        names.add(name);
      }
    }
    return names;
  }

  @Override
  public String comm() {
    return scheduler.current().comm();
  }

  @Override
  public int pid() {
    return scheduler.current().pid();
  }
}
