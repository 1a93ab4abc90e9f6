package io.kobox.shell.batch;

import io.kobox.checkpoint.Checkpoint;
import io.kobox.checkpoint.CheckpointException;
import io.kobox.kernel.KernelConfig;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.Programs;
import io.kobox.syscalls.SystemCalls;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A machine with either kernel, for programs that nobody sits in front of. */
public interface BatchMachine extends AutoCloseable {
  /** Makes machines that are alike but for what their settings say. */
  @FunctionalInterface
  interface Maker {
    /**
     * A machine, booted.
     *
     * @throws IOException if its kernel cannot be read or does not come up
     */
    BatchMachine boot(KernelConfig config) throws IOException, ErrnoException;
  }

  /**
   * A machine, booted.
   *
   * @param image a real kernel's file; null: the simulated kernel
   * @param programs those that the kernel can start by itself
   * @throws IOException if the image cannot be read or does not come up
   */
  static BatchMachine boot(@Nullable Path image, KernelConfig config, Programs programs)
      throws IOException, ErrnoException {
    return image == null
        ? new SimulatedBatchMachine(config, programs)
        : new ImageBatchMachine(image, config, programs);
  }

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
