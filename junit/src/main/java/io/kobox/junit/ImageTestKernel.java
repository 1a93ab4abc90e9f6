package io.kobox.junit;

import io.kobox.checkpoint.Checkpoint;
import io.kobox.checkpoint.CheckpointException;
import io.kobox.image.ImageKernel;
import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.SimulatedKernel;
import io.kobox.kernel.printk.PrintkRecord;
import io.kobox.profile.KernelImages;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.SystemCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** A machine that runs a real kernel's own code. */
final class ImageTestKernel implements TestKernel {
  private final ImageKernel kernel;
  private final KmsgReader log = new KmsgReader();
  private final List<PrintkRecord> records = new ArrayList<>();
  private @Nullable Caller caller;

  /**
   * @param name a file, or the name of a kernel that {@code kobox kernel install} keeps
   */
  ImageTestKernel(String name, KernelConfig config) throws ErrnoException {
    KernelImages.Image installed = KernelImages.ofUser().find(name);
    Path image = installed == null ? Path.of(name) : installed.vmlinux();
    if (!Files.isReadable(image)) {
      throw new IllegalArgumentException(
          name + ": no such kernel; 'kobox kernel install linux-image-" + name + "' gets it");
    }
    try {
      kernel = ImageKernel.open(image, config, NoPrograms.NONE);
    } catch (IOException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  /** Reads the log through this process from now on; what it had before is not the test's. */
  void readLogBy(Caller process) {
    caller = process;
    records();
    records.clear();
  }

  @Override
  public void run(Program init) {
    kernel.run("init", List.of("init"), "/", List.of(), init);
  }

  @Override
  public Checkpoint checkpoint(SystemCalls calls, Machine machine) throws CheckpointException {
    return kernel.checkpoint(calls, machine);
  }

  @Override
  public boolean panicked() {
    return kernel.halt() != null;
  }

  @Override
  public boolean oopsed() {
    return kernel.console().contains("---[ end trace ");
  }

  @Override
  public List<PrintkRecord> records() {
    Caller process = caller;
    if (process != null && !panicked()) {
      try {
        records.addAll(process.call(log::readNew));
      } catch (ErrnoException | DeadProcessError e) {
        return fromConsole();
      }
    }
    return panicked() ? fromConsole() : List.copyOf(records);
  }

  /** What a machine that stopped said at last, on its console: that shows no levels. */
  private List<PrintkRecord> fromConsole() {
    List<PrintkRecord> all = new ArrayList<>(records);
    kernel.lastWords().lines().map(KmsgReader::ofConsole).forEach(all::add);
    return all;
  }

  @Override
  public SimulatedKernel simulated() {
    throw new TestAbortedException("this needs the simulated kernel");
  }

  @Override
  public void close() {
    kernel.close();
  }
}
