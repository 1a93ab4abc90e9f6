package io.kobox.kernel.hung;

import io.kobox.kernel.panic.Taints;
import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.process.Process;
import io.kobox.kernel.process.Processes;
import io.kobox.kernel.sched.Task;
import io.kobox.syscalls.Utsname;
import java.util.Locale;

/** The report of a task that sleeps uninterruptibly for too long (kernel/hung_task.c). */
public final class HungTask {
  /** sysctl_hung_task_timeout_secs, in nanoseconds. */
  public static final long TIMEOUT = 120_000_000_000L;

  private final Printk printk;
  private final Taints taints;
  private final Utsname utsname;

  public HungTask(Printk printk, Taints taints, Utsname utsname) {
    this.printk = printk;
    this.taints = taints;
    this.utsname = utsname;
  }

  /** check_hung_task, and sched_show_task without the stack. */
  public void report(Task task, Processes processes) {
    Process process = processes.find(task.pid());
    Process parent = process == null ? null : process.parent();
    error(
        "INFO: task %s:%d blocked for more than %d seconds.",
        task.comm(), task.pid(), TIMEOUT / 1_000_000_000L);
    error("      %s %s %s", taints.print(), utsname.release(), utsname.version().split(" ", 2)[0]);
    error("\"echo 0 > /proc/sys/kernel/hung_task_timeout_secs\" disables this message.");
    printk.printk(
        6,
        String.format(
            Locale.ROOT,
            "task:%-15s state:D stack:%-5d pid:%-5d ppid:%-6d flags:0x%08x\n",
            task.comm(),
            0,
            task.pid(),
            parent == null ? 0 : parent.pid(),
            0x4002));
  }

  private void error(String format, Object... arguments) {
    printk.printk(3, String.format(Locale.ROOT, format, arguments) + "\n");
  }
}
