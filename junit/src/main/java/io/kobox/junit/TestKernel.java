package io.kobox.junit;

import io.kobox.kernel.SimulatedKernel;
import io.kobox.kernel.printk.PrintkRecord;
import io.kobox.syscalls.Program;
import java.util.List;

/** The kernel of a test's machine: the simulated one or an image's. */
interface TestKernel extends AutoCloseable {
  /** Runs the machine's first process until it ends. */
  void run(Program init) throws InterruptedException;

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
