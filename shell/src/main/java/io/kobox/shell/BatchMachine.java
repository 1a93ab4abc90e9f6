package io.kobox.shell;

import io.kobox.checkpoint.Checkpoint;
import io.kobox.checkpoint.CheckpointException;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.SystemCalls;
import java.io.OutputStream;
import java.util.List;

/** A machine with either kernel, for programs that nobody sits in front of. */
interface BatchMachine extends AutoCloseable {
  /**
   * Runs a program, with no input, and both its outputs in one stream.
   *
   * @return its exit status
   */
  int run(List<String> argv, String directory, OutputStream output, Program program)
      throws ErrnoException, InterruptedException;

  /**
   * Keeps what the machine is now.
   *
   * @param calls of the process that asks for it, which runs
   * @throws CheckpointException says why it cannot be
   */
  Checkpoint checkpoint(SystemCalls calls) throws CheckpointException;

  /** Whether the kernel panicked, or stopped for another reason. */
  boolean stopped();

  /** What the kernel of a machine that stopped said while the program ran. */
  List<String> lastWords();

  @Override
  void close();
}
