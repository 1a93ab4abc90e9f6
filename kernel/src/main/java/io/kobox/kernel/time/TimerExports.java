package io.kobox.kernel.time;

import io.kobox.export.KernelExport;
import io.kobox.kernel.check.LeftBehind;
import io.kobox.kernel.entry.KernelFunction;
import io.kobox.kernel.sched.PreemptCount;
import io.kobox.lib.GuestFunctions;
import io.kobox.lib.KernelWarning;
import io.kobox.lib.SymbolNames;
import io.kobox.types.GuestList;
import io.kobox.types.Struct;
import io.kobox.types.StructType;
import io.kobox.types.Structs;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Timers of modules (kernel/time/timer.c). */
public final class TimerExports implements LeftBehind.Kind {
  private static final int TIMER_DEFERRABLE = 0x00080000;
  private static final int TIMER_INIT_FLAGS = 0x001fffff;
  private static final int TIMER_ARRAYSHIFT = 22;
  private static final int TIMER_ARRAYMASK = 0xffc00000;

  private final TimerWheel wheel;
  private final Sleep sleep;
  private final Jiffies jiffies;
  private final GuestFunctions functions;
  private final PreemptCount preemptCount;
  private final KernelWarning warning;
  private final SymbolNames symbols;
  private final StructType type;
  private final Map<Long, TimerWheel.Timer> timers = new HashMap<>();

  public TimerExports(
      TimerWheel wheel,
      Sleep sleep,
      Jiffies jiffies,
      GuestFunctions functions,
      PreemptCount preemptCount,
      Structs structs,
      KernelWarning warning,
      SymbolNames symbols) {
    this.wheel = wheel;
    this.sleep = sleep;
    this.jiffies = jiffies;
    this.functions = functions;
    this.preemptCount = preemptCount;
    this.warning = warning;
    this.symbols = symbols;
    this.type = structs.type("timer_list");
  }

  /** void init_timer_key(timer, void (*func)(timer), unsigned flags, const char *name, key). */
  @KernelExport(aliases = "timer_init_key")
  void init_timer_key(long timer, long function, int flags, long name, long key) {
    Struct struct = type.at(timer);
    struct.set("entry.pprev", 0);
    struct.set("function", function);
    struct.set("flags", flags & TIMER_INIT_FLAGS);
  }

  /** Timers that are pending. */
  @Override
  public void find(LongPredicate ofModule, LeftBehind.Finding finding) {
    LeftBehind.findQueued(
        "timer", timers.keySet(), address -> type.at(address).get("function"), ofModule, finding);
  }

  private boolean set(long address, long expires, boolean onlyPending, boolean reduce) {
    Struct struct = type.at(address);
    if (struct.get("function") == 0) {
      return false;
    }
    TimerWheel.Timer timer = timers.get(address);
    if (timer == null) {
      if (onlyPending) {
        return false;
      }
      timer = new TimerWheel.Timer(() -> fire(address));
    }
    boolean deferrable = (struct.get("flags") & TIMER_DEFERRABLE) != 0;
    boolean wasPending = wheel.set(timer, expires, deferrable, reduce);
    timers.put(address, timer);
    struct.set("expires", timer.expires());
    struct.set(
        "flags",
        (struct.get("flags") & ~TIMER_ARRAYMASK) | ((long) timer.index() << TIMER_ARRAYSHIFT));
    struct.set("entry.pprev", address);
    struct.set("entry.next", 0);
    return wasPending;
  }

  /** expire_timers and call_timer_fn. */
  @KernelFunction({"call_timer_fn", "__run_timers", "run_timer_softirq"})
  private void fire(long address) {
    timers.remove(address);
    Struct struct = type.at(address);
    long function = struct.get("function");
    struct.set("entry.pprev", 0);
    struct.set("entry.next", GuestList.POISON2);
    int count = preemptCount.get();
    functions.call(function, address);
    if (preemptCount.get() != count) {
      warning.warnOnce(
          "kernel/time/timer.c:1707 call_timer_fn+0x120/0x130",
          String.format(
              Locale.ROOT,
              "timer: %s preempt leak: %08x -> %08x\n",
              symbols.sprintSymbol(function, SymbolNames.Form.SYMBOL),
              count,
              preemptCount.get()));
      preemptCount.set(count);
    }
  }

  /** int mod_timer(struct timer_list *timer, unsigned long expires). */
  @KernelExport
  public boolean mod_timer(long timer, long expires) {
    return set(timer, expires, false, false);
  }

  /** int mod_timer_pending(struct timer_list *timer, unsigned long expires). */
  @KernelExport
  boolean mod_timer_pending(long timer, long expires) {
    return set(timer, expires, true, false);
  }

  /** int timer_reduce(struct timer_list *timer, unsigned long expires). */
  @KernelExport
  boolean timer_reduce(long timer, long expires) {
    return set(timer, expires, false, true);
  }

  /** void add_timer(struct timer_list *timer). */
  @KernelExport(aliases = {"add_timer_global", "add_timer_local"})
  public void add_timer(long timer) {
    set(timer, type.at(timer).get("expires"), false, false);
  }

  /** void add_timer_on(struct timer_list *timer, int cpu). */
  @KernelExport
  void add_timer_on(long timer, int cpu) {
    add_timer(timer);
  }

  /** int timer_delete(struct timer_list *timer). */
  @KernelExport(
      aliases = {
        "timer_delete_sync",
        "try_to_del_timer_sync",
        "del_timer",
        "del_timer_sync",
        "timer_delete_sync_try"
      })
  public boolean timer_delete(long timer) {
    TimerWheel.@Nullable Timer known = timers.remove(timer);
    if (known == null || !wheel.cancel(known)) {
      return false;
    }
    Struct struct = type.at(timer);
    struct.set("entry.pprev", 0);
    struct.set("entry.next", GuestList.POISON2);
    return true;
  }

  /** int timer_shutdown(struct timer_list *timer): it cannot be set again. */
  @KernelExport(aliases = "timer_shutdown_sync")
  boolean timer_shutdown(long timer) {
    boolean pending = timer_delete(timer);
    type.at(timer).set("function", 0);
    return pending;
  }

  /** void msleep(unsigned int msecs). */
  @KernelExport
  void msleep(int milliseconds) {
    sleep.msleep(milliseconds);
  }

  /** unsigned long msleep_interruptible(unsigned int msecs). */
  @KernelExport
  long msleep_interruptible(int milliseconds) {
    return sleep.msleepInterruptible(milliseconds);
  }

  /** round_jiffies_common, for CPU 0. */
  private long round(long j, boolean up) {
    long rem = Long.remainderUnsigned(j, Jiffies.HZ);
    long rounded = rem < Jiffies.HZ / 4 && !up ? j - rem : j - rem + Jiffies.HZ;
    return rounded - jiffies.get() > 0 ? rounded : j;
  }

  /** unsigned long round_jiffies(unsigned long j). */
  @KernelExport(aliases = "__round_jiffies")
  long round_jiffies(long j) {
    return round(j, false);
  }

  /** unsigned long round_jiffies_relative(unsigned long j). */
  @KernelExport(aliases = "__round_jiffies_relative")
  long round_jiffies_relative(long j) {
    return round(j + jiffies.get(), false) - jiffies.get();
  }

  /** unsigned long round_jiffies_up(unsigned long j). */
  @KernelExport(aliases = "__round_jiffies_up")
  long round_jiffies_up(long j) {
    return round(j, true);
  }

  /** unsigned long round_jiffies_up_relative(unsigned long j). */
  @KernelExport(aliases = "__round_jiffies_up_relative")
  long round_jiffies_up_relative(long j) {
    return round(j + jiffies.get(), true) - jiffies.get();
  }
}
