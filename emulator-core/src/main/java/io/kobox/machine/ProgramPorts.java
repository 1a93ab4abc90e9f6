package io.kobox.machine;

import io.kobox.unicorn.MachineInstructions;
import io.kobox.unicorn.Unicorn;

/**
 * Keeps programs from the ports, which libunicorn does not: {@code in} and {@code out} in ring 3
 * are a general protection fault (no I/O permission bitmap allows them).
 */
final class ProgramPorts implements MachineInstructions {
  private static final int ALL_ONES = -1;

  /** Frame 0 is nobody's, so it stays as it was. */
  private static final long EMPTY_TABLES = 0;

  private final RefusedPorts refused;
  private final MachineInstructions machine;
  private boolean program;

  /**
   * @param code the memory of programs
   */
  ProgramPorts(Unicorn unicorn, MachineInstructions machine, RefusedPorts.Code code) {
    this.machine = machine;
    refused = new RefusedPorts(unicorn, code, EMPTY_TABLES);
  }

  /** Whether the code that runs from now on is a program's. */
  void setProgram(boolean running) {
    program = running;
  }

  /** Whether the last run ended at such an instruction, where the CPU is then; asked once. */
  boolean takeRefused() {
    return refused.take();
  }

  private boolean refuse() {
    if (program && !refused.isRefused()) {
      refused.refuse();
    }
    return program;
  }

  void close() {
    refused.close();
  }

  @Override
  public long rdtsc() {
    return machine.rdtsc();
  }

  @Override
  public void pause() {
    machine.pause();
  }

  @Override
  public int[] cpuid(int leaf, int subleaf) {
    return machine.cpuid(leaf, subleaf);
  }

  @Override
  public int in(int port, int size) {
    return refuse() ? ALL_ONES : machine.in(port, size);
  }

  @Override
  public void out(int port, int size, int value) {
    if (!refuse()) {
      machine.out(port, size, value);
    }
  }
}
