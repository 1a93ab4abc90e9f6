package io.kobox.shell.batch;

import io.kobox.checkpoint.Checkpoint;
import io.kobox.checkpoint.CheckpointException;
import io.kobox.fs.OpenFile;
import io.kobox.fs.pipe.HostInput;
import io.kobox.fs.pipe.HostOutput;
import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.SimulatedKernel;
import io.kobox.kernel.printk.PrintkRecord;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.Programs;
import io.kobox.syscalls.SystemCalls;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** With the simulated kernel. */
final class SimulatedBatchMachine implements BatchMachine {
  private final SimulatedKernel kernel;
  private long start;

  SimulatedBatchMachine(KernelConfig config, Programs programs) throws ErrnoException {
    kernel = new SimulatedKernel(config);
    kernel.setPrograms(programs);
  }

  @Override
  public int run(List<String> argv, String directory, OutputStream output, Program program)
      throws ErrnoException, InterruptedException {
    HostInput nothing =
        new HostInput(InputStream.nullInputStream(), kernel.scheduler().host()::call, null);
    HostOutput kept = new HostOutput(output, kernel::sendSigpipe, null);
    OpenFile in = kernel.files().pipeFs().openStream(nothing, OpenFlags.O_RDONLY, false);
    OpenFile out = kernel.files().pipeFs().openStream(kept, OpenFlags.O_WRONLY, false);
    start = kernel.printk().nextSeq();
    return kernel.run(argv.getFirst(), argv, directory, List.of(in, out, out), program);
  }

  @Override
  public Checkpoint checkpoint(SystemCalls calls) throws CheckpointException {
    return kernel.checkpoint();
  }

  @Override
  public boolean stopped() {
    return kernel.panicked();
  }

  @Override
  public List<String> lastWords() {
    List<String> words = new ArrayList<>();
    for (long seq = start; seq < kernel.printk().nextSeq(); seq++) {
      PrintkRecord record = kernel.printk().read(seq);
      if (record != null) {
        words.add(record.text());
      }
    }
    return words;
  }

  @Override
  public void close() {
    kernel.close();
  }
}
