package io.kobox.kernel.sched;

import io.kobox.machine.GuestMemory;

/**
 * {@code __preempt_count} of the one CPU (include/linux/preempt.h): why it must not sleep. The
 * guest changes it itself wherever the compiler inlined that.
 */
public final class PreemptCount {
  public static final int PREEMPT_OFFSET = 1;
  public static final int SOFTIRQ_OFFSET = 1 << 8;

  /** local_bh_disable() counts twice what a running softirq does. */
  public static final int SOFTIRQ_DISABLE_OFFSET = 2 * SOFTIRQ_OFFSET;

  public static final int HARDIRQ_OFFSET = 1 << 16;

  private static final int SOFTIRQ_MASK = 0xff00;
  private static final int HARDIRQ_MASK = 0xf0000;
  private static final int NMI_MASK = 0xf00000;

  /** Set while no reschedule is wanted; preempt_count() leaves it out. */
  private static final int PREEMPT_NEED_RESCHED = 0x80000000;

  private final GuestMemory memory;
  private final long address;

  public PreemptCount(GuestMemory memory, long address) {
    this.memory = memory;
    this.address = address;
  }

  /** preempt_count(). */
  public int get() {
    return memory.getInt(address) & ~PREEMPT_NEED_RESCHED;
  }

  /** preempt_count_set(). */
  public void set(int count) {
    memory.putInt(address, count | PREEMPT_NEED_RESCHED);
  }

  public void add(int value) {
    memory.putInt(address, memory.getInt(address) + value);
  }

  public void sub(int value) {
    add(-value);
  }

  /** in_interrupt(): a hard or soft interrupt runs, or softirqs are disabled. */
  public boolean inInterrupt() {
    return (get() & (SOFTIRQ_MASK | HARDIRQ_MASK | NMI_MASK)) != 0;
  }

  /** in_hardirq(). */
  public boolean inHardirq() {
    return (get() & HARDIRQ_MASK) != 0;
  }

  /** in_serving_softirq(). */
  public boolean inServingSoftirq() {
    return (get() & SOFTIRQ_OFFSET) != 0;
  }

  /** softirq_count(). */
  public int softirqCount() {
    return get() & SOFTIRQ_MASK;
  }
}
