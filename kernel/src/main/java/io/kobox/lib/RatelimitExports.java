package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** lib/ratelimit.c. */
public final class RatelimitExports {
  private static final String STRUCT = "ratelimit_state";
  private static final long RATELIMIT_MSG_ON_RELEASE = 1;
  private static final int RATELIMIT_INITIALIZED = 2;

  private final GuestMemory memory;
  private final StructLayouts layouts;
  private final Consumer<String> printk;
  private final LongSupplier jiffies;

  public RatelimitExports(
      GuestMemory memory, StructLayouts layouts, Consumer<String> printk, LongSupplier jiffies) {
    this.memory = memory;
    this.layouts = layouts;
    this.printk = printk;
    this.jiffies = jiffies;
  }

  // int ___ratelimit(struct ratelimit_state *rs, const char *func)
  @KernelExport
  public int ___ratelimit(long rs, long func) {
    int burst = memory.getInt(field(rs, "burst"));
    int flags = memory.getInt(field(rs, "flags"));
    RatelimitState state =
        new RatelimitState(
            memory.getInt(field(rs, "interval")),
            burst,
            printed(rs, burst, flags),
            memory.getInt(field(rs, "missed")),
            memory.getLong(field(rs, "begin")));
    RatelimitState.Verdict verdict =
        state.event(jiffies.getAsLong(), (flags & RATELIMIT_MSG_ON_RELEASE) != 0);
    if (verdict.suppressed() > 0) {
      printk.accept(
          "\0014" + memory.string(func) + ": " + verdict.suppressed() + " callbacks suppressed\n");
    }
    if (countsWhatIsLeft()) {
      memory.putInt(field(rs, "rs_n_left"), burst - state.printed());
      memory.putInt(field(rs, "flags"), flags | RATELIMIT_INITIALIZED);
    } else {
      memory.putInt(field(rs, "printed"), state.printed());
    }
    memory.putInt(field(rs, "missed"), state.missed());
    memory.putLong(field(rs, "begin"), state.begin());
    return verdict.allowed() ? 1 : 0;
  }

  /** Since 6.16 the state has what is left of the burst instead of what was printed. */
  private boolean countsWhatIsLeft() {
    return layouts.has("ratelimit_state", "rs_n_left");
  }

  private int printed(long rs, int burst, int flags) {
    if (!countsWhatIsLeft()) {
      return memory.getInt(field(rs, "printed"));
    }
    return (flags & RATELIMIT_INITIALIZED) == 0 ? 0 : burst - memory.getInt(field(rs, "rs_n_left"));
  }

  private long field(long state, String name) {
    return state + layouts.offset(STRUCT, name);
  }
}
