package io.kobox.shell;

import io.kobox.shell.lab.LabCheck;
import io.kobox.shell.lab.LabException;
import io.kobox.shell.test.TestCase;
import io.kobox.shell.test.TestResult;
import io.kobox.syscalls.ErrnoException;

/** The machines of a lab's check: those of {@code kobox test}. */
final class LabMachine implements LabCheck.Machine {
  private final KoboxOptions options;

  LabMachine(KoboxOptions options) {
    this.options = options;
  }

  @Override
  public TestResult run(TestCase test, long seed) throws InterruptedException, LabException {
    try {
      return new TestMachine(options, test, seed).run();
    } catch (UsageException e) {
      throw new LabException(String.valueOf(e.getMessage()));
    } catch (ErrnoException e) {
      throw new LabException("the machine did not start: " + e.getMessage());
    }
  }
}
