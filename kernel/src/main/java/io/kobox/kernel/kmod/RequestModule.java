package io.kobox.kernel.kmod;

import io.kobox.fs.proc.SysctlString;
import io.kobox.kernel.printk.KernelLog;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.umh.UsermodeHelper;
import io.kobox.lib.RatelimitState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** Has modprobe load a module, as __request_module does; at most 50 at a time. */
public final class RequestModule {
  private static final int MAX_CONCURRENT = 50;

  /** MAX_KMOD_ALL_BUSY_TIMEOUT: seconds that a request waits for one of the 50. */
  private static final int ALL_BUSY_SECONDS = 5;

  private static final int ETIME = 62;
  private static final int ERESTARTSYS = 512;
  private static final Map<String, String> ENVIRONMENT =
      Map.of("HOME", "/", "TERM", "linux", "PATH", "/sbin:/usr/sbin:/bin:/usr/bin");

  private final UsermodeHelper helper;
  private final Scheduler scheduler;
  private final KernelLog log;
  private final LongSupplier jiffies;
  private final RatelimitState throttling = newRatelimit();
  private final RatelimitState busy = newRatelimit();
  private final RatelimitState killed = newRatelimit();
  private final List<Task> waiters = new ArrayList<>();
  private String modprobePath = "/sbin/modprobe";
  private int free = MAX_CONCURRENT;

  public RequestModule(
      UsermodeHelper helper, Scheduler scheduler, LongSupplier jiffies, KernelLog log) {
    this.helper = helper;
    this.scheduler = scheduler;
    this.jiffies = jiffies;
    this.log = log;
  }

  private static RatelimitState newRatelimit() {
    return new RatelimitState(RatelimitState.DEFAULT_INTERVAL, RatelimitState.DEFAULT_BURST);
  }

  /** The variable behind /proc/sys/kernel/modprobe. */
  public SysctlString.Variable modprobePath() {
    return new SysctlString.Variable() {
      @Override
      public String get() {
        return modprobePath;
      }

      @Override
      public void set(String value) {
        modprobePath = value;
      }
    };
  }

  /** Whether there is a modprobe to ask. */
  public boolean enabled() {
    return !modprobePath.isEmpty();
  }

  /**
   * Loads the module {@code name} or what has that alias.
   *
   * @param wait until modprobe has ended; otherwise until it runs
   * @return 0, a negative error number, or how modprobe ended, as wait(2) has it
   */
  public int request(boolean wait, String name) {
    int refused = free > 0 ? 0 : throttle(name);
    if (refused != 0) {
      return refused;
    }
    free--;
    int result =
        helper.exec(
            modprobePath,
            List.of(modprobePath, "-q", "--", name),
            ENVIRONMENT,
            (wait ? UsermodeHelper.UMH_WAIT_PROC : UsermodeHelper.UMH_WAIT_EXEC)
                | UsermodeHelper.UMH_KILLABLE);
    free++;
    waiters.forEach(scheduler::wake);
    return result;
  }

  /** Waits until fewer than 50 requests are served; 0 then. */
  private int throttle(String name) {
    warn(
        throttling,
        "request_module: kmod_concurrent_max (0) close to 0 (max_modprobes: "
            + MAX_CONCURRENT
            + "), for module "
            + name
            + ", throttling...");
    Task task = scheduler.current();
    waiters.add(task);
    try {
      boolean expired = false;
      while (free == 0) {
        if (expired) {
          warn(
              busy,
              String.format(
                  Locale.ROOT,
                  "request_module: modprobe %s cannot be processed, kmod busy with %d threads for"
                      + " more than %d seconds now",
                  name,
                  MAX_CONCURRENT,
                  ALL_BUSY_SECONDS));
          return -ETIME;
        }
        if (task.fatalSignalPending()) {
          warn(killed, "request_module: sigkill sent for modprobe " + name + ", giving up");
          return -ERESTARTSYS;
        }
        expired = scheduler.sleepFor(Task.TASK_KILLABLE, ALL_BUSY_SECONDS * 1_000_000_000L);
      }
      return 0;
    } finally {
      waiters.remove(task);
    }
  }

  /** pr_warn_ratelimited. */
  private void warn(RatelimitState ratelimit, String text) {
    RatelimitState.Verdict verdict = ratelimit.event(jiffies.getAsLong(), false);
    if (verdict.suppressed() > 0) {
      log.warn("__request_module: " + verdict.suppressed() + " callbacks suppressed\n");
    }
    if (verdict.allowed()) {
      log.warn(text);
    }
  }
}
