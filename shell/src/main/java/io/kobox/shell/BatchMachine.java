package io.kobox.shell;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
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

  /** Whether the kernel panicked, or stopped for another reason. */
  boolean stopped();

  /** What the kernel of a machine that stopped said while the program ran. */
  List<String> lastWords();

  @Override
  void close();
}
