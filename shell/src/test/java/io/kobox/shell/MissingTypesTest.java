package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kobox.btf.NoSuchTypeException;
import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.SimulatedKernel;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.WaitStatus;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A system call that needs a type which the kernel does not have ends its program, no more. */
class MissingTypesTest {
  @Test
  void onlyTheProgramEnds() throws Exception {
    int[] signal = new int[1];
    KernelConfig config = new KernelConfig(Path.of("/"), null, List.of(), 0, false, false);
    try (SimulatedKernel kernel = new SimulatedKernel(config)) {
      int status =
          kernel.run(
              "sh",
              List.of("sh"),
              "/",
              List.of(),
              calls -> {
                int pid = calls.spawn("insmod", List.of("insmod"), MissingTypesTest::failing);
                WaitStatus child = calls.wait4(pid, 0, null);
                signal[0] = child == null ? 0 : child.signal();
                return 3;
              });
      assertEquals(3, status);
    }
    assertEquals(SystemCalls.SIGKILL, signal[0]);
  }

  private static int failing(SystemCalls calls) {
    throw new NoSuchTypeException("struct class has no member p");
  }
}
