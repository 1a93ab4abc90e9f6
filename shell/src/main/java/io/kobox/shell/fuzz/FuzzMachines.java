package io.kobox.shell.fuzz;

import io.kobox.kernel.KernelConfig;
import io.kobox.shell.batch.BatchMachine;
import io.kobox.syscalls.ErrnoException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Machines for one module: one that all inputs run on, as long as it lives. */
final class FuzzMachines implements AutoCloseable {
  private final BatchMachine.Maker maker;
  private final KernelConfig config;
  private final EdgeCounters edges;
  private final FuzzModule module;
  private @Nullable FuzzMachine machine;

  /**
   * @param config what they are like
   * @param edges is told what code runs
   */
  FuzzMachines(
      BatchMachine.Maker maker, KernelConfig config, EdgeCounters edges, FuzzModule module) {
    this.maker = maker;
    this.config = config;
    this.edges = edges;
    this.module = module;
  }

  private FuzzMachine boot() throws IOException, ErrnoException {
    return new FuzzMachine(maker, config, edges, module);
  }

  /** What the module serves; null if it cannot be loaded. */
  @Nullable FuzzTarget target() throws IOException, ErrnoException {
    try (FuzzMachine look = boot()) {
      return look.target();
    }
  }

  /** What an input finds. */
  List<String> run(FuzzInput input) throws IOException, ErrnoException {
    FuzzMachine now = machine;
    if (now == null) {
      now = boot();
      machine = now;
    }
    edges.begin();
    List<String> reports = now.run(input);
    if (!now.isUsable()) {
      close();
    }
    return reports;
  }

  /** What an input finds on a machine of its own, as a test has. */
  List<String> runAlone(FuzzInput input) throws IOException, ErrnoException {
    try (FuzzMachine fresh = boot()) {
      return fresh.run(input);
    }
  }

  /** Switches the machine off; the next input gets another one. */
  @Override
  public void close() {
    FuzzMachine old = machine;
    machine = null;
    if (old != null) {
      old.close();
    }
  }
}
