package io.kobox.junit;

import io.kobox.checkpoint.Checkpoint;
import io.kobox.checkpoint.CheckpointException;
import io.kobox.kernel.SimulatedKernel;
import io.kobox.kernel.printk.PrintkRecord;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.SystemCalls;
import java.util.List;

/** The kernel of a test's machine: the simulated one or an image's. */
interface TestKernel extends AutoCloseable {
  /** Runs the machine's first process until it ends. */
  void run(Program init) throws InterruptedException;

  /**
   * Keeps what the machine is now.
   *
   * @param calls of the process that asks for it
   * @param machine the objects that go back with it
   */
  Checkpoint checkpoint(SystemCalls calls, Machine machine) throws CheckpointException;

  /** Whether the machine stopped for good. */
  boolean panicked();

  /** Whether an oops ended a process. */
  boolean oopsed();

  /** All that was logged since the machine was given to the test. */
  List<PrintkRecord> records();

  /** The simulated kernel; a test that needs it is skipped on an image. */
  SimulatedKernel simulated();

  @Override
  void close();
}
