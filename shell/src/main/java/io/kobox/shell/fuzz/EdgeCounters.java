package io.kobox.shell.fuzz;

import io.kobox.kernel.gcov.CodeWatcher;
import io.kobox.loader.ElfModule;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * How often code went from one block of a module to another, in the counters that the fuzzing
 * engine looks at; it also clears them.
 */
final class EdgeCounters implements CodeWatcher {
  /** A power of two. */
  static final int COUNT = 1 << 14;

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;
  private static final int SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(COUNT);

  private final MemorySegment counters = Arena.global().allocate(COUNT, Long.BYTES);
  private final @Nullable CodeWatcher also;
  private long last;

  /**
   * @param also is told the same
   */
  EdgeCounters(@Nullable CodeWatcher also) {
    this.also = also;
  }

  MemorySegment segment() {
    return counters;
  }

  @Override
  public void entered(long address, int size) {
    int edge = (int) ((((last << 1) ^ address) * GOLDEN) >>> SHIFT);
    int count = counters.get(ValueLayout.JAVA_BYTE, edge) & 0xff;
    if (count < 0xff) {
      counters.set(ValueLayout.JAVA_BYTE, edge, (byte) (count + 1));
    }
    last = address;
    if (also != null) {
      also.entered(address, size);
    }
  }

  /** Another input: what ran before is no part of it. */
  void begin() {
    last = 0;
  }

  @Override
  public void loaded(ElfModule module) {
    if (also != null) {
      also.loaded(module);
    }
  }

  @Override
  public void ended() {
    if (also != null) {
      also.ended();
    }
  }
}
