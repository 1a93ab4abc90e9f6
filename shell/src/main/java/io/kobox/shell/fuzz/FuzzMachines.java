package io.kobox.shell.fuzz;

import io.kobox.kernel.KernelConfig;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/**
 * Boots machines for one module.
 *
 * @param config what they are like
 * @param edges is told what code runs
 * @param image the module's file
 * @param parameters as for insmod
 */
@SuppressWarnings("ArrayRecordComponent")
record FuzzMachines(KernelConfig config, EdgeCounters edges, byte[] image, String parameters) {
  FuzzMachine boot() throws ErrnoException {
    return new FuzzMachine(config, edges, image, parameters);
  }

  /** What a sequence finds on a machine of its own. */
  List<String> runAlone(List<FuzzCall> sequence) throws ErrnoException {
    try (FuzzMachine fresh = boot()) {
      return fresh.run(sequence);
    }
  }

  /** Whether a sequence, on a machine of its own, finds the same. */
  boolean finds(Finding finding, List<FuzzCall> sequence) {
    try {
      List<String> reports = runAlone(sequence);
      return !reports.isEmpty() && Finding.of(reports).key().equals(finding.key());
    } catch (ErrnoException e) {
      return false;
    }
  }
}
