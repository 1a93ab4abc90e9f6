package io.kobox.kernel.irq;

import io.kobox.kernel.check.LeftBehind;
import io.kobox.kernel.entry.KernelFunction;
import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.softirq.Softirqs;
import io.kobox.kernel.time.TickSched;
import io.kobox.kernel.time.TimerQueue;
import io.kobox.kernel.trace.Timeline;
import io.kobox.lib.GuestFunctions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The interrupt lines of the machine (kernel/irq/handle.c, chip.c, proc.c): those of the recorded
 * one, 48 to 51, and a PC's 1 to 15, which the recorded one has not. Nothing raises them but {@link
 * #raise}.
 */
public final class Interrupts implements LeftBehind.Kind {
  private static final int FIRST_APIC = 48;
  private static final int LEGACY = 16;

  /** Taken on a PC by the timer and the second controller. */
  private static final int CASCADE = 2;

  private static final int IRQ_HANDLED = 1;
  private static final int IRQ_WAKE_THREAD = 2;

  private final Scheduler scheduler;
  private final Softirqs softirqs;
  private final TimerQueue timers;
  private final LongSupplier clock;
  private final GuestFunctions functions;
  private final Printk printk;
  private final Timeline timeline;
  private final TreeMap<Integer, IrqDesc> lines = new TreeMap<>();
  private final ArrayDeque<IrqDesc> raised = new ArrayDeque<>();
  private final List<Runnable> works = new ArrayList<>();
  private long localTimer;
  private long irqWorks;

  public Interrupts(
      Scheduler scheduler,
      Softirqs softirqs,
      TickSched tick,
      TimerQueue timers,
      LongSupplier clock,
      GuestFunctions functions,
      Printk printk,
      Timeline timeline) {
    this.scheduler = scheduler;
    this.softirqs = softirqs;
    this.timers = timers;
    this.clock = clock;
    this.functions = functions;
    this.printk = printk;
    this.timeline = timeline;
    for (int irq = 1; irq < LEGACY; irq++) {
      if (irq != CASCADE) {
        lines.put(irq, new IrqDesc(irq, irq));
      }
    }
    own(FIRST_APIC, 9, 0x2000, "ACPI:Ged");
    lines.put(FIRST_APIC + 1, new IrqDesc(FIRST_APIC + 1, 3));
    own(FIRST_APIC + 2, 4, 0, "ttyS0");
    own(FIRST_APIC + 3, 8, 0, "rtc0");
    tick.onInterrupt(this::deliver);
  }

  /** A line that a driver of the kernel has. */
  private void own(int irq, int pin, int flags, String name) {
    IrqDesc line = new IrqDesc(irq, pin);
    line.actions().add(new Irqaction(0, 0, flags, name, 0, 0));
    lines.put(irq, line);
  }

  /** Handlers of lines. */
  @Override
  public void find(LongPredicate ofModule, LeftBehind.Finding finding) {
    for (IrqDesc line : lines.values()) {
      for (Irqaction action : line.actions()) {
        if (ofModule.test(action.handler()) || ofModule.test(action.threadFunction())) {
          finding.found(
              "handler of irq " + line.irq(),
              action.device(),
              action.handler() == 0 ? action.threadFunction() : action.handler());
        }
      }
    }
  }

  /** irq_to_desc(): null if there is no such line. */
  @Nullable IrqDesc line(int irq) {
    return lines.get(irq);
  }

  /** Whether there is such a line. */
  public boolean exists(int irq) {
    return lines.containsKey(irq);
  }

  /**
   * A device raises a line: its handlers run as soon as the CPU takes interrupts.
   *
   * @throws IllegalArgumentException if there is no such line
   */
  public void raise(int irq) {
    IrqDesc line = lines.get(irq);
    if (line == null) {
      throw new IllegalArgumentException("no interrupt line " + irq);
    }
    raised.add(line);
    timers.add(clock.getAsLong(), () -> {});
  }

  /** irq_work_queue(): {@code work} runs in the next interrupt, which comes at once. */
  void queueWork(Runnable work) {
    works.add(work);
    timers.add(clock.getAsLong(), () -> {});
  }

  private void deliver() {
    localTimer++;
    List<Runnable> ready = new ArrayList<>(works);
    works.clear();
    irqWorks += ready.isEmpty() ? 0 : 1;
    ready.forEach(Runnable::run);
    for (IrqDesc line = raised.poll(); line != null; line = raised.poll()) {
      IrqDesc each = line;
      timeline.interrupt(name(each), () -> handle(each));
    }
  }

  /** The line's number, and who asked for it. */
  private static String name(IrqDesc line) {
    return "irq "
        + line.irq()
        + line.actions().stream()
            .map(action -> " " + action.name())
            .collect(Collectors.joining(","));
  }

  /** handle_edge_irq. */
  private void handle(IrqDesc line) {
    if (line.depth() > 0) {
      line.setPending(true);
      return;
    }
    line.countOne();
    boolean handled = false;
    for (Irqaction action : List.copyOf(line.actions())) {
      int result = action.handler() == 0 ? primary(action) : call(line, action);
      handled |= result != 0;
      if ((result & IRQ_WAKE_THREAD) != 0) {
        action.setRunThread(true);
        Task thread = action.thread();
        if (thread != null) {
          scheduler.wake(thread);
        }
      }
    }
    if (!handled) {
      noteUnhandled(line);
    }
  }

  @KernelFunction({"__handle_irq_event_percpu", "handle_irq_event"})
  private int call(IrqDesc line, Irqaction action) {
    int result = (int) functions.call(action.handler(), line.irq(), action.device());
    if (!softirqs.irqFlags().disabled()) {
      softirqs.irqFlags().disable();
    }
    return result;
  }

  /** irq_default_primary_handler; the kernel's own drivers have nothing to do. */
  private static int primary(Irqaction action) {
    return action.threadFunction() == 0 ? IRQ_HANDLED : IRQ_WAKE_THREAD;
  }

  /** note_interrupt: a line that nobody handles 99,900 times in 100,000 is disabled. */
  private void noteUnhandled(IrqDesc line) {
    if (line.addUnhandled() == 99_900) {
      printk.printk(
          0,
          String.format(
              Locale.ROOT,
              "irq %d: nobody cared (try booting with the \"irqpoll\" option)\n",
              line.irq()));
      printk.printk(0, String.format(Locale.ROOT, "Disabling IRQ #%d\n", line.irq()));
      line.setDepth(1);
    }
  }

  /** enable_irq() to the end: what came meanwhile is handled now. */
  void resend(IrqDesc line) {
    if (line.pending()) {
      line.setPending(false);
      raise(line.irq());
    }
  }

  /** /proc/interrupts. */
  public String procText() {
    StringBuilder text = new StringBuilder("           CPU0       \n");
    for (IrqDesc line : lines.values()) {
      if (!line.actions().isEmpty() || line.count() > 0 || line.irq() == FIRST_APIC + 1) {
        text.append(line.procLine());
      }
    }
    counter(text, "NMI", 0, "Non-maskable interrupts");
    counter(text, "LOC", localTimer, "Local timer interrupts");
    counter(text, "SPU", 0, "Spurious interrupts");
    counter(text, "PMI", 0, "Performance monitoring interrupts");
    counter(text, "IWI", irqWorks, "IRQ work interrupts");
    counter(text, "RTR", 0, "APIC ICR read retries");
    counter(text, "RES", 0, "Rescheduling interrupts");
    counter(text, "CAL", 0, "Function call interrupts");
    counter(text, "TLB", 0, "TLB shootdowns");
    counter(text, "TRM", 0, "Thermal event interrupts");
    counter(text, "THR", 0, "Threshold APIC interrupts");
    counter(text, "DFR", 0, "Deferred Error APIC interrupts");
    counter(text, "MCE", 0, "Machine check exceptions");
    counter(text, "MCP", 1, "Machine check polls");
    text.append("ERR:          0\nMIS:          0\n");
    counter(text, "PIN", 0, "Posted-interrupt notification event");
    counter(text, "NPI", 0, "Nested posted-interrupt event");
    counter(text, "PIW", 0, "Posted-interrupt wakeup event");
    return text.toString();
  }

  private static void counter(StringBuilder text, String name, long count, String what) {
    text.append(String.format(Locale.ROOT, "%3s: %10d   %s\n", name, count, what));
  }
}
