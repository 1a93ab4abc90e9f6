package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;
import java.util.function.LongSupplier;

/** lib/ratelimit.c. */
public final class RatelimitExports {
  private static final String STRUCT = "ratelimit_state";
  private static final long RATELIMIT_MSG_ON_RELEASE = 1;

  private final GuestMemory memory;
  private final StructLayouts layouts;
  private final KernelLog log;
  private final LongSupplier jiffies;

  public RatelimitExports(
      GuestMemory memory, StructLayouts layouts, KernelLog log, LongSupplier jiffies) {
    this.memory = memory;
    this.layouts = layouts;
    this.log = log;
    this.jiffies = jiffies;
  }

  // int ___ratelimit(struct ratelimit_state *rs, const char *func)
  @KernelExport
  public int ___ratelimit(long rs, long func) {
    RatelimitState state =
        new RatelimitState(
            memory.getInt(field(rs, "interval")),
            memory.getInt(field(rs, "burst")),
            memory.getInt(field(rs, "printed")),
            memory.getInt(field(rs, "missed")),
            memory.getLong(field(rs, "begin")));
    boolean onRelease = (memory.getLong(field(rs, "flags")) & RATELIMIT_MSG_ON_RELEASE) != 0;
    RatelimitState.Verdict verdict = state.event(jiffies.getAsLong(), onRelease);
    if (verdict.suppressed() > 0) {
      log.printk(
          "\0014" + memory.string(func) + ": " + verdict.suppressed() + " callbacks suppressed\n");
    }
    memory.putInt(field(rs, "printed"), state.printed());
    memory.putInt(field(rs, "missed"), state.missed());
    memory.putLong(field(rs, "begin"), state.begin());
    return verdict.allowed() ? 1 : 0;
  }

  private long field(long state, String name) {
    return state + layouts.offset(STRUCT, name);
  }
}
