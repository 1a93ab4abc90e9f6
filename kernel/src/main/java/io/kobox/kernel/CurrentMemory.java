package io.kobox.kernel;

import io.kobox.kernel.process.Process;
import io.kobox.kernel.process.Processes;
import io.kobox.machine.Machine;
import io.kobox.mm.MemoryMaps;
import org.jspecify.annotations.Nullable;

/**
 * The memory of the running process (current->mm). Kernel threads have none of their own, and
 * programs written in Java share one.
 */
final class CurrentMemory {
  private final MemoryMaps shared;
  private @Nullable Processes processes;

  CurrentMemory(KernelFloor floor) {
    Machine machine = floor.machine();
    shared =
        new MemoryMaps(
            machine.tables(), floor.pages(), machine.frames(), machine.tables().addressSpace());
  }

  /** Whose memory it is from now on. */
  void setProcesses(Processes processes) {
    this.processes = processes;
  }

  /** What programs written in Java share. */
  MemoryMaps shared() {
    return shared;
  }

  MemoryMaps get() {
    Process process = processes == null ? null : processes.current();
    return process == null ? shared : process.memory();
  }

  /**
   * A fault of the kernel or of a program at an address of the lower half; whether it is mended.
   */
  boolean fault(long address, boolean write) {
    return get().fault(address, write);
  }
}
