package io.kobox.kernel.check;

/** Whether the running code may sleep (include/linux/preempt.h, include/linux/irqflags.h). */
public interface AtomicContext {
  /** preempt_count(). */
  int preemptCount();

  /** irqs_disabled(). */
  boolean irqsDisabled();

  /** pagefault_disabled(). */
  boolean pageFaultsDisabled();
}
