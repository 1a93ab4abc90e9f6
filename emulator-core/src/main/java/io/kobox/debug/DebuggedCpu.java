package io.kobox.debug;

import io.kobox.unicorn.MemoryWatcher;
import io.kobox.unicorn.Registers;

/** What a {@link Debugger} needs of the CPU that it holds. */
public interface DebuggedCpu extends Registers {
  /** Runs from {@code rip} on until anything stops the CPU; returns libunicorn's error code. */
  int start(long rip);

  /**
   * Whether the exception that the CPU stopped at is a fault, which it is about to deliver, and no
   * software interrupt and no single step.
   */
  boolean faultPending();

  /** Whether what is at a virtual address may be executed: code that is still put together not. */
  boolean isCode(long address);

  /** The byte at a virtual address; -1 where nothing is mapped. */
  int codeAt(long address);

  /** The physical address behind a virtual one; negative where nothing is mapped. */
  long physical(long address);

  /** Tells {@code watcher} of each access to memory by an instruction from now on. */
  void watchMemory(MemoryWatcher watcher);

  /** Writes a byte of code whatever the page's rights are, and has the CPU see it. */
  void patchCode(long address, byte value);
}
