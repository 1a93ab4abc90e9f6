package io.kobox.unicorn;

/** Is told of the basic blocks that a CPU runs. */
@FunctionalInterface
public interface BlockWatcher {
  /**
   * A block is about to run.
   *
   * @param address of its first instruction
   * @param size of its instructions in bytes; a fault may end it before its end
   */
  void entered(long address, int size);
}
