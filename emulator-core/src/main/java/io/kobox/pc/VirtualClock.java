package io.kobox.pc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The machine's only time, in nanoseconds since it was switched on. It passes when the guest looks
 * at it, talks to a device, or has nothing to do; never by itself.
 */
public final class VirtualClock implements Stateful {
  /** No event is due. */
  public static final long NEVER = Long.MAX_VALUE;

  /** A device that wants to be told when a time has come. */
  public interface Timed {
    /** When it wants to be told next, or {@link #NEVER}. */
    long due();

    /** That time has come. */
    void expired();
  }

  private final List<Timed> devices = new ArrayList<>();
  private long now;

  /** The time in nanoseconds. */
  public long now() {
    return now;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(now);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    now = in.readLong();
  }

  void add(Timed device) {
    devices.add(device);
  }

  /** Lets time pass; nobody is told yet. */
  public void advance(long nanoseconds) {
    now += nanoseconds;
  }

  /** When the next event is due, or {@link #NEVER}. */
  public long due() {
    long due = NEVER;
    for (Timed device : devices) {
      due = Math.min(due, device.due());
    }
    return due;
  }

  /** Tells the devices whose time has come. */
  public void expire() {
    for (Timed device : devices) {
      if (device.due() <= now) {
        device.expired();
      }
    }
  }

  /** Lets time pass up to {@code time} if that is later than now. */
  public void advanceTo(long time) {
    now = Math.max(now, time);
  }
}
