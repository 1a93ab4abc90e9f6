package io.kobox.image.check;

import io.kobox.kernel.check.LeftBehind;
import io.kobox.machine.GuestMemory;
import io.kobox.types.StructType;
import io.kobox.types.Structs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/** Timers and hrtimers that wait to expire (kernel/time/timer.c, hrtimer.c). */
final class QueuedTimers implements LeftBehind.Kind {
  private static final String WHEELS = "timer_bases";
  private static final String TREES = "hrtimer_bases";

  /** The function of timers that are part of a {@code struct delayed_work}. */
  private static final String DELAYED_WORK = "delayed_work_timer_fn";

  static final Set<String> SYMBOLS = Set.of(WHEELS, TREES, DELAYED_WORK);

  /**
   * {@code NR_BASES} of kernel/time/timer.c: at least those for all timers and for deferrable ones.
   */
  private static final int BASES = 2;

  private static final int CLOCKS = 8;
  private static final int MOST_QUEUED = 1 << 16;

  private final GuestMemory memory;
  private final Structs structs;
  private final ImageSymbols symbols;
  private final LongSupplier perCpu;

  QueuedTimers(GuestMemory memory, Structs structs, ImageSymbols symbols, LongSupplier perCpuBase) {
    this.memory = memory;
    this.structs = structs;
    this.symbols = symbols;
    this.perCpu = perCpuBase;
  }

  @Override
  public void find(LongPredicate ofModule, LeftBehind.Finding finding) {
    Map<Long, Long> timers = new HashMap<>();
    Map<Long, Long> works = new HashMap<>();
    long delayed = symbols.address(DELAYED_WORK);
    for (long timer : wheel()) {
      long function = structs.at("timer_list", timer).get("function");
      if (function == delayed && delayed != 0) {
        long work = timer - structs.type("delayed_work").offset("timer");
        works.put(work, structs.at("delayed_work", work).get("work.func"));
      } else {
        timers.put(timer, function);
      }
    }
    LeftBehind.findQueued("timer", timers.keySet(), timers::get, ofModule, finding);
    LeftBehind.findQueued("delayed work", works.keySet(), works::get, ofModule, finding);
    LeftBehind.findQueued(
        "hrtimer",
        trees(),
        timer -> structs.at("hrtimer", timer).get("function"),
        ofModule,
        finding);
  }

  private List<Long> wheel() {
    List<Long> timers = new ArrayList<>();
    long bases = symbols.address(WHEELS);
    if (bases == 0) {
      return timers;
    }
    StructType base = structs.type("timer_base");
    StructType.Field vectors = base.field("vectors");
    for (int i = 0; i < BASES; i++) {
      long vector = perCpu.getAsLong() + bases + (long) i * base.size() + vectors.offset();
      for (int slot = 0; slot < vectors.size(); slot += Long.BYTES) {
        long timer = memory.getLong(vector + slot);
        while (timer != 0 && timers.size() < MOST_QUEUED) {
          timers.add(timer);
          timer = memory.getLong(timer);
        }
      }
    }
    return timers;
  }

  private List<Long> trees() {
    List<Long> timers = new ArrayList<>();
    long bases = symbols.address(TREES);
    if (bases != 0) {
      long clocks =
          perCpu.getAsLong() + bases + structs.type("hrtimer_cpu_base").offset("clock_base");
      StructType clock = structs.type("hrtimer_clock_base");
      for (int i = 0; i < CLOCKS; i++) {
        long root = clocks + (long) i * clock.size();
        collect(memory.getLong(root + clock.offset("active.rb_root.rb_root.rb_node")), timers);
      }
    }
    return timers;
  }

  private void collect(long node, List<Long> timers) {
    if (node != 0 && timers.size() < MOST_QUEUED) {
      collect(structs.at("rb_node", node).get("rb_left"), timers);
      timers.add(node - structs.type("hrtimer").offset("node.node"));
      collect(structs.at("rb_node", node).get("rb_right"), timers);
    }
  }
}
