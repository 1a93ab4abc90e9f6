package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;

/** lib/random32.c: a generator whose state is the caller's. */
public final class Random32Exports {
  private final GuestMemory memory;
  private final StructLayouts layouts;

  public Random32Exports(GuestMemory memory, StructLayouts layouts) {
    this.memory = memory;
    this.layouts = layouts;
  }

  // u32 prandom_u32_state(struct rnd_state *state)
  @KernelExport
  public int prandom_u32_state(long state) {
    return step(state, "s1", 6, 13, -2, 18)
        ^ step(state, "s2", 2, 27, -8, 2)
        ^ step(state, "s3", 13, 21, -16, 7)
        ^ step(state, "s4", 3, 12, -128, 13);
  }

  /** One of the four combined Tausworthe generators. */
  private int step(long state, String field, int a, int b, int c, int d) {
    long address = state + layouts.offset("rnd_state", field);
    int s = memory.getInt(address);
    int next = ((s & c) << d) ^ (((s << a) ^ s) >>> b);
    memory.putInt(address, next);
    return next;
  }
}
