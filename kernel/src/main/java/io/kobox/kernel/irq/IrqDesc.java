package io.kobox.kernel.irq;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An interrupt line (struct irq_desc). */
final class IrqDesc {
  private final int irq;
  private final int pin;
  private final List<Irqaction> actions = new ArrayList<>();
  private long count;
  private int depth;
  private boolean pending;
  private int unhandled;

  /**
   * @param pin of the I/O APIC
   */
  IrqDesc(int irq, int pin) {
    this.irq = irq;
    this.pin = pin;
  }

  int irq() {
    return irq;
  }

  List<Irqaction> actions() {
    return actions;
  }

  long count() {
    return count;
  }

  void countOne() {
    count++;
  }

  /** How often it is disabled. */
  int depth() {
    return depth;
  }

  void setDepth(int depth) {
    this.depth = depth;
  }

  /** It was raised while it was disabled. */
  boolean pending() {
    return pending;
  }

  void setPending(boolean pending) {
    this.pending = pending;
  }

  /** Nobody wanted it; how often that was so. */
  int addUnhandled() {
    return ++unhandled;
  }

  /** Its line in /proc/interrupts (kernel/irq/proc.c: show_interrupts). */
  String procLine() {
    StringBuilder line =
        new StringBuilder(
            String.format(Locale.ROOT, "%3d: %10d   IO-APIC  %2d-edge    ", irq, count, pin));
    for (int i = 0; i < actions.size(); i++) {
      line.append(i == 0 ? "  " : ", ").append(actions.get(i).name());
    }
    return line.append('\n').toString();
  }
}
