package io.kobox.kernel.irq;

import io.kobox.export.KernelExport;
import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.sched.AtomicSleep;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.lib.GuestFunctions;
import io.kobox.lib.KernelWarning;
import io.kobox.machine.GuestMemory;
import io.kobox.types.Structs;
import java.util.Locale;

/** Interrupt handlers of modules (kernel/irq/manage.c, kernel/irq_work.c). */
public final class ManageExports {
  private static final int EINVAL = 22;
  private static final int EBUSY = 16;
  private static final int ENOTCONN = 107;
  private static final int IRQ_NOTCONNECTED = 1 << 31;
  private static final int IRQF_TRIGGER_MASK = 0xf;
  private static final int IRQF_SHARED = 0x80;
  private static final int IRQF_PROBE_SHARED = 0x100;
  private static final int IRQF_PERCPU = 0x400;
  private static final int IRQF_ONESHOT = 0x2000;
  private static final int IRQF_COND_SUSPEND = 0x40000;
  private static final int IRQF_NO_AUTOEN = 0x80000;

  private final Interrupts interrupts;
  private final Scheduler scheduler;
  private final AtomicSleep sleep;
  private final GuestFunctions functions;
  private final GuestMemory memory;
  private final Structs structs;
  private final Printk printk;
  private final KernelWarning warning;

  public ManageExports(
      Interrupts interrupts,
      Scheduler scheduler,
      AtomicSleep sleep,
      GuestFunctions functions,
      GuestMemory memory,
      Structs structs,
      Printk printk,
      KernelWarning warning) {
    this.interrupts = interrupts;
    this.scheduler = scheduler;
    this.sleep = sleep;
    this.functions = functions;
    this.memory = memory;
    this.structs = structs;
    this.printk = printk;
    this.warning = warning;
  }

  /** int request_threaded_irq(irq, handler, thread_fn, irqflags, devname, dev_id). */
  @KernelExport
  int request_threaded_irq(
      int irq, long handler, long threadFunction, long irqFlags, long name, long device) {
    int flags = (int) irqFlags;
    if (irq == IRQ_NOTCONNECTED) {
      return -ENOTCONN;
    }
    boolean shared = (flags & IRQF_SHARED) != 0;
    IrqDesc line = interrupts.line(irq);
    if ((shared && device == 0)
        || (shared && (flags & IRQF_NO_AUTOEN) != 0)
        || (!shared && (flags & IRQF_COND_SUSPEND) != 0)
        || line == null
        || (handler == 0 && threadFunction == 0)) {
      return -EINVAL;
    }
    String deviceName = name == 0 ? "" : memory.string(name);
    Irqaction action = new Irqaction(handler, threadFunction, flags, deviceName, name, device);
    int result = setup(line, action);
    if (result == 0 && threadFunction != 0) {
      startThread(line, action);
    }
    return result;
  }

  /** __setup_irq. */
  private int setup(IrqDesc line, Irqaction action) {
    int flags = action.flags();
    if (action.handler() == 0 && (flags & IRQF_ONESHOT) == 0) {
      error(
          "Threaded irq requested with handler=NULL and !ONESHOT for %s (irq %d)",
          action.name(), line.irq());
      return -EINVAL;
    }
    if (!line.actions().isEmpty()) {
      Irqaction old = line.actions().getFirst();
      int same = IRQF_TRIGGER_MASK | IRQF_PERCPU | IRQF_ONESHOT;
      if ((flags & old.flags() & IRQF_SHARED) == 0 || ((flags ^ old.flags()) & same) != 0) {
        if ((flags & IRQF_PROBE_SHARED) == 0) {
          error(
              "Flags mismatch irq %d. %08x (%s) vs. %08x (%s)",
              line.irq(), flags, action.name(), old.flags(), old.name());
        }
        return -EBUSY;
      }
    } else {
      line.setDepth((flags & IRQF_NO_AUTOEN) != 0 ? 1 : 0);
    }
    line.actions().add(action);
    return 0;
  }

  private void error(String format, Object... arguments) {
    printk.printk(3, "genirq: " + String.format(Locale.ROOT, format, arguments) + "\n");
  }

  private void startThread(IrqDesc line, Irqaction action) {
    Task thread =
        scheduler.createKernelThread(
            "irq/" + line.irq() + "-" + action.name(), () -> irqThread(line, action));
    action.setThread(thread);
    scheduler.wake(thread);
  }

  /** irq_thread. */
  private void irqThread(IrqDesc line, Irqaction action) {
    while (!action.stopped()) {
      if (!action.runThread()) {
        scheduler.rest(Task.TASK_INTERRUPTIBLE);
      } else {
        action.setRunThread(false);
        functions.call(action.threadFunction(), line.irq(), action.device());
      }
    }
  }

  /** const void *free_irq(unsigned int irq, void *dev_id): the name it was requested with. */
  @KernelExport
  long free_irq(int irq, long device) {
    IrqDesc line = interrupts.line(irq);
    if (line == null) {
      return 0;
    }
    sleep.mightSleep();
    for (Irqaction action : line.actions()) {
      if (action.device() == device) {
        line.actions().remove(action);
        action.stop();
        Task thread = action.thread();
        if (thread != null) {
          scheduler.wake(thread);
        }
        return action.nameAddress();
      }
    }
    warning.warnOnce(
        "kernel/irq/manage.c:1887 free_irq+0x1d3/0x340",
        "Trying to free already-free IRQ " + irq + "\n");
    return 0;
  }

  /** void disable_irq(unsigned int irq). */
  @KernelExport(aliases = {"disable_irq_nosync", "disable_hardirq"})
  boolean disable_irq(int irq) {
    IrqDesc line = interrupts.line(irq);
    if (line != null) {
      line.setDepth(line.depth() + 1);
    }
    return true;
  }

  /** void enable_irq(unsigned int irq). */
  @KernelExport
  void enable_irq(int irq) {
    IrqDesc line = interrupts.line(irq);
    if (line == null) {
      return;
    }
    if (line.depth() == 0) {
      warning.warnOnce(
          "kernel/irq/manage.c:781 __enable_irq+0x37/0x60",
          "Unbalanced enable for IRQ " + irq + "\n");
    } else {
      line.setDepth(line.depth() - 1);
      if (line.depth() == 0) {
        interrupts.resend(line);
      }
    }
  }

  /** void synchronize_irq(unsigned int irq): handlers never run beside anything else here. */
  @KernelExport
  void synchronize_irq(int irq) {
    sleep.mightSleep();
  }

  /** int irq_set_irq_type(unsigned int irq, unsigned int type). */
  @KernelExport
  int irq_set_irq_type(int irq, int type) {
    return interrupts.exists(irq) ? 0 : -EINVAL;
  }

  private boolean claimWork(long work) {
    var node = structs.at("irq_work", work);
    long flags = node.get("node.a_flags");
    if ((flags & 1) != 0) {
      return false;
    }
    node.set("node.a_flags", flags | 3);
    return true;
  }

  /** bool irq_work_queue(struct irq_work *work). */
  @KernelExport
  boolean irq_work_queue(long work) {
    if (!claimWork(work)) {
      return false;
    }
    interrupts.queueWork(
        () -> {
          var node = structs.at("irq_work", work);
          node.set("node.a_flags", node.get("node.a_flags") & ~1L);
          functions.call(node.get("func"), work);
          node.set("node.a_flags", node.get("node.a_flags") & ~2L);
        });
    return true;
  }

  /** void irq_work_sync(struct irq_work *work). */
  @KernelExport
  void irq_work_sync(long work) {
    while ((structs.at("irq_work", work).get("node.a_flags") & 2) != 0) {
      scheduler.yieldCpu();
    }
  }
}
