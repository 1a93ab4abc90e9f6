package io.kobox.device;

/**
 * A device's interrupt line. The machine's own lines are triggered by the edge, as ISA's are: only
 * raising a line that is down interrupts. Those of PCI functions are triggered by the level: they
 * interrupt while they are up. The CPU is interrupted as soon as it lets itself be.
 */
public interface InterruptLine {
  /** Pulls the line up; up already, nothing happens. */
  void raise();

  /** Lets the line down. */
  void lower();

  /** Up and down again: one interrupt of a line that is triggered by the edge. */
  default void pulse() {
    raise();
    lower();
  }
}
