package io.kobox.kernel.process;

import io.kobox.syscalls.Program;

/** Unwinds the Java frames of a process that has become another program (execve). */
public final class NewProgramError extends Error {
  private static final long serialVersionUID = 1L;

  private final transient Program program;

  public NewProgramError(Program program) {
    super("execve", null, false, false);
    this.program = program;
  }

  /** What the process is from now on. */
  public Program program() {
    return program;
  }
}
