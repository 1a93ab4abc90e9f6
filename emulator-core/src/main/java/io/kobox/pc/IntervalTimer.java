package io.kobox.pc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The Intel 8254 interval timer: counter 0 drives interrupt line 0, counter 2 the speaker gate at
 * port 0x61, which is used to measure time.
 */
public final class IntervalTimer implements PortDevice, Stateful, VirtualClock.Timed {
  static final int FIRST = 0x40;
  static final int LAST = 0x43;
  static final int GATE = 0x61;

  private static final long HERTZ = 1_193_182;
  private static final long SECOND = 1_000_000_000L;
  private static final int COUNTERS = 3;
  private static final int FULL = 0x10000;
  private static final int SPEAKER = 2;

  private final VirtualClock clock;
  private final InterruptController interrupts;
  private final Counter[] counters = new Counter[COUNTERS];
  private int gate;
  private int refresh;
  private long due = VirtualClock.NEVER;

  /** One of the three counters. */
  private final class Counter {
    private int mode;
    private int access = 3;
    private int reload = FULL;
    private long started;
    private int low;
    private boolean highNext;
    private boolean readsHigh;
    private int latch = -1;

    void save(DataOutput out) throws IOException {
      out.writeInt(mode);
      out.writeInt(access);
      out.writeInt(reload);
      out.writeLong(started);
      out.writeInt(low);
      out.writeBoolean(highNext);
      out.writeBoolean(readsHigh);
      out.writeInt(latch);
    }

    void restore(DataInput in) throws IOException {
      mode = in.readInt();
      access = in.readInt();
      reload = in.readInt();
      started = in.readLong();
      low = in.readInt();
      highNext = in.readBoolean();
      readsHigh = in.readBoolean();
      latch = in.readInt();
    }

    private long ticks() {
      return (clock.now() - started) * HERTZ / SECOND;
    }

    int value() {
      long ticks = ticks();
      return switch (mode) {
        case 2 -> (int) (reload - ticks % reload);
        case 3 -> (int) (reload - ticks * 2 % reload) & ~1;
        default -> (int) (reload - ticks) & 0xffff;
      };
    }

    boolean output() {
      return switch (mode) {
        case 2 -> true;
        case 3 -> ticks() * 2 / reload % 2 == 0;
        default -> ticks() >= reload;
      };
    }

    void write(int value) {
      switch (access) {
        case 1 -> load(value);
        case 2 -> load(value << 8);
        default -> {
          if (highNext) {
            load(value << 8 | low);
          } else {
            low = value;
          }
          highNext = !highNext;
        }
      }
    }

    private void load(int value) {
      reload = value == 0 ? FULL : value;
      started = clock.now();
    }

    int read() {
      int value = latch >= 0 ? latch : value() & 0xffff;
      boolean high = access == 2 || (access == 3 && readsHigh);
      if (access == 3) {
        readsHigh = !readsHigh;
      }
      if (access != 3 || high) {
        latch = -1;
      }
      return high ? value >> 8 : value & 0xff;
    }

    /** When it next raises its output, counted from the load. */
    long next() {
      long ticks = ticks();
      long at = mode == 2 || mode == 3 ? (ticks / reload + 1) * reload : reload;
      return at <= ticks ? VirtualClock.NEVER : started + (at * SECOND + HERTZ - 1) / HERTZ;
    }
  }

  IntervalTimer(VirtualClock clock, InterruptController interrupts) {
    this.clock = clock;
    this.interrupts = interrupts;
    for (int i = 0; i < COUNTERS; i++) {
      counters[i] = new Counter();
    }
    clock.add(this);
  }

  @Override
  public long due() {
    return due;
  }

  @Override
  public void expired() {
    interrupts.pulse(0);
    due = counters[0].next();
  }

  @Override
  public int in(int port, int size) {
    if (port == GATE) {
      refresh ^= 0x10;
      return gate | refresh | (counters[SPEAKER].output() ? 0x20 : 0);
    }
    return port == LAST ? 0xff : counters[port - FIRST].read();
  }

  @Override
  public void out(int port, int size, int value) {
    if (port == GATE) {
      if ((value & 1) != 0 && (gate & 1) == 0) {
        counters[SPEAKER].started = clock.now();
      }
      gate = value & 3;
    } else if (port == LAST) {
      control(value & 0xff);
    } else {
      counters[port - FIRST].write(value & 0xff);
      if (port == FIRST && !counters[0].highNext) {
        due = counters[0].next();
      }
    }
  }

  private void control(int value) {
    int number = value >> 6;
    if (number == COUNTERS) {
      return;
    }
    Counter counter = counters[number];
    int access = value >> 4 & 3;
    if (access == 0) {
      counter.latch = counter.value() & 0xffff;
      return;
    }
    counter.access = access;
    counter.mode = value >> 1 & 7;
    if (counter.mode > 5) {
      counter.mode -= 4;
    }
    counter.highNext = false;
    counter.readsHigh = false;
    counter.latch = -1;
    if (number == 0) {
      due = VirtualClock.NEVER;
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    for (Counter counter : counters) {
      counter.save(out);
    }
    out.writeInt(gate);
    out.writeInt(refresh);
    out.writeLong(due);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    for (Counter counter : counters) {
      counter.restore(in);
    }
    gate = in.readInt();
    refresh = in.readInt();
    due = in.readLong();
  }
}
