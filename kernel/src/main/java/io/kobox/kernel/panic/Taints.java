package io.kobox.kernel.panic;

import io.kobox.kernel.printk.KernelLog;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The kernel's taint mask (kernel/panic.c: add_taint, test_taint, print_tainted). */
public final class Taints {
  private final KernelLog log;
  private long mask;
  private boolean debugLocks = true;

  public Taints(KernelLog log) {
    this.log = log;
  }

  /** What {@code /proc/sys/kernel/tainted} shows. */
  public long mask() {
    return mask;
  }

  /** A write to {@code /proc/sys/kernel/tainted} can only add. */
  public void add(long bits) {
    mask |= bits;
  }

  public boolean test(Taint taint) {
    return (mask & taint.bit()) != 0;
  }

  /** LOCKDEP_STILL_OK. */
  public void add(Taint taint) {
    mask |= taint.bit();
  }

  /** LOCKDEP_NOW_UNRELIABLE. */
  public void addUnreliable(Taint taint) {
    if (debugLocks) {
      debugLocks = false;
      log.warn("Disabling lock debugging due to kernel taint\n");
    }
    add(taint);
  }

  /** debug_locks_off: lock debugging ends, without a word (oops_enter). */
  public void debugLocksOff() {
    debugLocks = false;
  }

  /** print_tainted_verbose: the taints by name. */
  String printVerbose() {
    return Arrays.stream(Taint.values())
        .filter(this::test)
        .map(taint -> "[" + taint.letter(true) + "]=" + taint.name())
        .collect(Collectors.joining(", ", "Tainted: ", ""));
  }

  /** What oops reports print after the command's name. */
  public String print() {
    return print(mask);
  }

  /** As {@link #print()}, of any mask. */
  public static String print(long mask) {
    if (mask == 0) {
      return "Not tainted";
    }
    StringBuilder text = new StringBuilder("Tainted: ");
    for (Taint taint : Taint.values()) {
      text.append(taint.letter((mask & taint.bit()) != 0));
    }
    return text.toString();
  }
}
