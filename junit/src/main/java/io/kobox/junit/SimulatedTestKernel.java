package io.kobox.junit;

import io.kobox.checkpoint.Checkpoint;
import io.kobox.checkpoint.CheckpointException;
import io.kobox.kernel.SimulatedKernel;
import io.kobox.kernel.printk.PrintkRecord;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.SystemCalls;
import java.util.ArrayList;
import java.util.List;

/** A machine with the simulated kernel. */
final class SimulatedTestKernel implements TestKernel {
  private final SimulatedKernel kernel;
  private final long start;

  SimulatedTestKernel(SimulatedKernel kernel) {
    this.kernel = kernel;
    this.start = kernel.printk().nextSeq();
  }

  @Override
  public void run(Program init) throws InterruptedException {
    kernel.run("init", List.of("init"), "/", List.of(), init);
  }

  @Override
  public Checkpoint checkpoint(SystemCalls calls, Machine machine) throws CheckpointException {
    return kernel.checkpoint(machine);
  }

  @Override
  public boolean panicked() {
    return kernel.panicked();
  }

  @Override
  public boolean oopsed() {
    return kernel.oopses() > 0;
  }

  @Override
  public List<PrintkRecord> records() {
    List<PrintkRecord> records = new ArrayList<>();
    for (long seq = Math.max(start, kernel.printk().firstValidSeq());
        seq < kernel.printk().nextSeq();
        seq++) {
      PrintkRecord record = kernel.printk().read(seq);
      if (record != null) {
        records.add(record);
      }
    }
    return records;
  }

  @Override
  public SimulatedKernel simulated() {
    return kernel;
  }

  @Override
  public void close() {
    kernel.close();
  }
}
