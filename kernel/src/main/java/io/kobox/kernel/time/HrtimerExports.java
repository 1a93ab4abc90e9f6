package io.kobox.kernel.time;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.kernel.check.LeftBehind;
import io.kobox.kernel.entry.KernelFunction;
import io.kobox.kernel.sched.AtomicSleep;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.sched.Wait;
import io.kobox.lib.GuestFunctions;
import io.kobox.machine.GuestMemory;
import io.kobox.types.Struct;
import io.kobox.types.StructType;
import io.kobox.types.Structs;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** hrtimers of modules, and sleeping with their resolution (kernel/time/hrtimer.c). */
public final class HrtimerExports implements LeftBehind.Kind {
  private static final int EINTR = 4;
  private static final int MODE_REL = 0x01;
  private static final int MODE_SOFT = 0x04;
  private static final int MODE_HARD = 0x08;
  private static final int CLOCK_REALTIME = 0;
  private static final int CLOCK_MONOTONIC = 1;
  private static final int CLOCK_BOOTTIME = 7;
  private static final int CLOCK_TAI = 11;

  private static final String[] BASE_CLOCKS = {
    "ktime_get", "ktime_get_real", "ktime_get_boottime", "ktime_get_clocktai"
  };

  private final Hrtimers hrtimers;
  private final Timekeeping timekeeping;
  private final Scheduler scheduler;
  private final AtomicSleep sleep;
  private final GuestFunctions functions;
  private final GuestMemory memory;
  private final StructType type;
  private final StructType base;
  private final Structs structs;
  private final LongUnaryOperator allocate;
  private final ToLongFunction<String> addressOf;
  private final Map<Long, Hrtimers.Timer> timers = new HashMap<>();
  private long bases;

  public HrtimerExports(
      Hrtimers hrtimers,
      Timekeeping timekeeping,
      Scheduler scheduler,
      AtomicSleep sleep,
      GuestFunctions functions,
      GuestMemory memory,
      Structs structs,
      LongUnaryOperator allocate,
      ToLongFunction<String> addressOf) {
    this.hrtimers = hrtimers;
    this.timekeeping = timekeeping;
    this.scheduler = scheduler;
    this.sleep = sleep;
    this.functions = functions;
    this.memory = memory;
    this.structs = structs;
    this.type = structs.type("hrtimer");
    this.base = structs.type("hrtimer_clock_base");
    this.allocate = allocate;
    this.addressOf = addressOf;
  }

  /** hrtimer_bases: the clocks, each hard and soft; made when the first timer needs them. */
  private long bases() {
    if (bases == 0) {
      StructType cpuBase = structs.type("hrtimer_cpu_base");
      long address = allocate.applyAsLong(cpuBase.size());
      bases = address + cpuBase.offset("clock_base");
      int[] clocks = {CLOCK_MONOTONIC, CLOCK_REALTIME, CLOCK_BOOTTIME, CLOCK_TAI};
      for (int i = 0; i < 2 * clocks.length; i++) {
        Struct struct = base.at(bases + (long) i * base.size());
        struct.set("cpu_base", address);
        struct.set("index", i);
        struct.set("clockid", clocks[i % clocks.length]);
        if (struct.has("get_time")) { // until 6.17
          struct.set("get_time", addressOf.applyAsLong(BASE_CLOCKS[i % clocks.length]));
        }
      }
    }
    return bases;
  }

  /** Timers that are queued. */
  @Override
  public void find(LongPredicate ofModule, LeftBehind.Finding finding) {
    LeftBehind.findQueued(
        "hrtimer", timers.keySet(), address -> type.at(address).get("function"), ofModule, finding);
  }

  /** hrtimer_clockid_to_base. */
  private static int baseOf(int clock) {
    return switch (clock) {
      case CLOCK_REALTIME -> 1;
      case CLOCK_BOOTTIME -> 2;
      case CLOCK_TAI -> 3;
      default -> 0;
    };
  }

  /** void hrtimer_init(struct hrtimer *timer, clockid_t clock_id, enum hrtimer_mode mode). */
  @KernelExport
  void hrtimer_init(long timer, int clock, int mode) {
    boolean soft = (mode & MODE_SOFT) != 0;
    int relative = clock == CLOCK_REALTIME && (mode & MODE_REL) != 0 ? CLOCK_MONOTONIC : clock;
    memory.fill(timer, type.size(), (byte) 0);
    Struct struct = type.at(timer);
    int index = baseOf(relative) + (soft ? BASE_CLOCKS.length : 0);
    struct.set("is_soft", soft ? 1 : 0);
    struct.set("is_hard", (mode & MODE_HARD) != 0 ? 1 : 0);
    struct.set("base", bases() + (long) index * base.size());
    memory.putLong(struct.addressOf("node"), struct.addressOf("node"));
  }

  /** void hrtimer_setup(timer, enum hrtimer_restart (*function)(timer), clock_id, mode); 6.15. */
  @KernelExport
  void hrtimer_setup(long timer, long function, int clock, int mode) {
    hrtimer_init(timer, clock, mode);
    type.at(timer).set("function", function);
  }

  /** HRTIMER_STATE_ENQUEUED, the only state; a flag of its own since 7.1. */
  private static String stateField(Struct timer) {
    return timer.has("state") ? "state" : "is_queued";
  }

  private static boolean isQueued(Struct timer) {
    return timer.get(stateField(timer)) != 0;
  }

  private static void setQueued(Struct timer, boolean queued) {
    timer.set(stateField(timer), queued ? 1 : 0);
  }

  /** What CLOCK_MONOTONIC is behind the timer's own clock. */
  private long offset(Struct timer) {
    int clock = base.at(timer.get("base")).getInt("clockid");
    return clock == CLOCK_REALTIME || clock == CLOCK_TAI ? timekeeping.realtimeOffset() : 0;
  }

  private long now(Struct timer) {
    return timekeeping.monotonic() + offset(timer);
  }

  /** ktime_t hrtimer_cb_get_time(const struct hrtimer *timer). */
  @KernelExport
  long hrtimer_cb_get_time(long timer) {
    return now(type.at(timer));
  }

  /** ktime_add_safe: never beyond KTIME_MAX. */
  private static long addSafe(long a, long b) {
    long sum = a + b;
    return sum < 0 || sum < a || sum < b ? Long.MAX_VALUE : sum;
  }

  /** void hrtimer_start_range_ns(timer, ktime_t tim, u64 delta_ns, enum hrtimer_mode mode). */
  @KernelExport
  void hrtimer_start_range_ns(long timer, long time, long delta, int mode) {
    Struct struct = type.at(timer);
    long soft = (mode & MODE_REL) != 0 ? addSafe(now(struct), time) : time;
    struct.set("_softexpires", soft);
    struct.set("node.expires", addSafe(soft, delta));
    enqueue(timer);
  }

  private void enqueue(long address) {
    Struct struct = type.at(address);
    long offset = offset(struct);
    setQueued(struct, true);
    Hrtimers.Timer timer =
        timers.computeIfAbsent(address, at -> new Hrtimers.Timer(() -> fire(at)));
    hrtimers.start(
        timer,
        struct.get("_softexpires") - offset,
        struct.get("node.expires") - offset,
        struct.get("is_soft") != 0);
  }

  /** __run_hrtimer. */
  @KernelFunction({"__hrtimer_run_queues", "hrtimer_interrupt"})
  private void fire(long address) {
    Hrtimers.Timer timer = timers.remove(address);
    Struct struct = type.at(address);
    Struct clockBase = base.at(struct.get("base"));
    clockBase.set("running", address);
    setQueued(struct, false);
    int restart = (int) functions.call(struct.get("function"), address);
    if (restart != 0 && !isQueued(struct)) {
      if (timer != null) {
        timers.putIfAbsent(address, timer);
      }
      enqueue(address);
    }
    clockBase.set("running", 0);
  }

  private boolean running(Struct timer) {
    long clockBase = timer.get("base");
    return clockBase != 0 && base.at(clockBase).get("running") == timer.address();
  }

  /** int hrtimer_try_to_cancel(struct hrtimer *timer): -1 while its function runs. */
  @KernelExport
  int hrtimer_try_to_cancel(long timer) {
    Hrtimers.Timer known = timers.remove(timer);
    Struct struct = type.at(timer);
    if (known != null && hrtimers.cancel(known)) {
      setQueued(struct, false);
      return 1;
    }
    return running(struct) ? -1 : 0;
  }

  /** int hrtimer_cancel(struct hrtimer *timer). */
  @KernelExport(level = Level.PARTIAL, note = "called by the timer's own function it returns 0")
  boolean hrtimer_cancel(long timer) {
    return hrtimer_try_to_cancel(timer) == 1;
  }

  /** bool hrtimer_active(const struct hrtimer *timer). */
  @KernelExport
  boolean hrtimer_active(long timer) {
    Struct struct = type.at(timer);
    return isQueued(struct) || running(struct);
  }

  /** u64 hrtimer_forward(struct hrtimer *timer, ktime_t now, ktime_t interval). */
  @KernelExport
  long hrtimer_forward(long timer, long now, long interval) {
    Struct struct = type.at(timer);
    long late = now - struct.get("node.expires");
    if (late < 0 || isQueued(struct)) {
      return 0;
    }
    long step = Math.max(interval, 1);
    long overruns = 1;
    if (late >= step) {
      overruns = late / step;
      advance(struct, step * overruns);
      if (struct.get("node.expires") > now) {
        return overruns;
      }
      overruns++;
    }
    advance(struct, step);
    return overruns;
  }

  private static void advance(Struct timer, long by) {
    timer.set("node.expires", addSafe(timer.get("node.expires"), by));
    timer.set("_softexpires", addSafe(timer.get("_softexpires"), by));
  }

  /** ktime_t __hrtimer_get_remaining(const struct hrtimer *timer, bool adjust). */
  @KernelExport
  long __hrtimer_get_remaining(long timer, boolean adjust) {
    Struct struct = type.at(timer);
    return struct.get("node.expires") - now(struct);
  }

  /** unsigned int hrtimer_resolution. */
  @KernelData(type = "unsigned int")
  void hrtimer_resolution(long address) {
    memory.putInt(address, 1);
  }

  private HrtimerSleep sleepUntil(long softExpires, long expires) {
    return new HrtimerSleep(scheduler, sleep, hrtimers, softExpires, expires);
  }

  /** void usleep_range_state(unsigned long min, unsigned long max, unsigned int state). */
  @KernelExport
  void usleep_range_state(long min, long max, int state) {
    long earliest = timekeeping.monotonic() + min * 1000;
    scheduler.await(new Usleep(earliest, earliest + (max - min) * 1000, state));
  }

  /** Sleeps on until the time has come, whoever wakes it before. */
  private final class Usleep implements Wait {
    private final long earliest;
    private final long latest;
    private final int state;
    private final HrtimerSleep step;

    private Usleep(long earliest, long latest, int state) {
      this.earliest = earliest;
      this.latest = latest;
      this.state = state;
      scheduler.current().struct().setState(state);
      step = sleepUntil(earliest, latest);
    }

    @Override
    public void sleep() {
      step.sleep();
    }

    @Override
    public @Nullable Long finish() {
      return step.hasExpired() ? null : scheduler.await(new Usleep(earliest, latest, state));
    }
  }

  /** int schedule_hrtimeout_range(ktime_t *expires, u64 delta, const enum hrtimer_mode mode). */
  @KernelExport
  int schedule_hrtimeout_range(long expires, long delta, int mode) {
    if (expires == 0) {
      sleep.await((long) -EINTR);
      return -EINTR;
    }
    long time = memory.getLong(expires);
    if (time == 0) {
      scheduler.current().struct().setState(Task.TASK_RUNNING);
      return 0;
    }
    long soft = (mode & MODE_REL) != 0 ? addSafe(timekeeping.monotonic(), time) : time;
    Long result = scheduler.await(sleepUntil(soft, addSafe(soft, delta)));
    return Objects.requireNonNull(result).intValue();
  }

  /** int schedule_hrtimeout(ktime_t *expires, const enum hrtimer_mode mode). */
  @KernelExport
  int schedule_hrtimeout(long expires, int mode) {
    return schedule_hrtimeout_range(expires, 0, mode);
  }

  /** ktime_t ktime_add_safe(const ktime_t lhs, const ktime_t rhs). */
  @KernelExport
  long ktime_add_safe(long a, long b) {
    return addSafe(a, b);
  }
}
