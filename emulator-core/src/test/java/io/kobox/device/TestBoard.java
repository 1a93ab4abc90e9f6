package io.kobox.device;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A board without a machine: a page of memory, and a clock that the test moves. */
public final class TestBoard implements Board.Wiring {
  private final MemorySegment ram = Arena.ofAuto().allocate(4096);
  private final TreeMap<Integer, Integer> edges = new TreeMap<>();
  public final Board board = new Board(this);
  private long now;

  /** Lets time pass. */
  public void advance(long nanoseconds) {
    now += nanoseconds;
    board.expire();
  }

  /** How often a line was raised. */
  public int edges(int line) {
    return edges.getOrDefault(line, 0);
  }

  @Override
  public MemorySegment ram() {
    return ram;
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public void wakeAt(long time) {}

  @Override
  public boolean portTaken(int port) {
    return port == 0x60;
  }

  @Override
  public @Nullable InterruptLine line(int number) {
    if (number != 5) {
      return null;
    }
    return new InterruptLine() {
      private boolean up;

      @Override
      public void raise() {
        if (!up) {
          edges.merge(number, 1, Integer::sum);
        }
        up = true;
      }

      @Override
      public void lower() {
        up = false;
      }
    };
  }
}
