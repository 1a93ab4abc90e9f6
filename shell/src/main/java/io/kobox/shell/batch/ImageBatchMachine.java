package io.kobox.shell.batch;

import io.kobox.checkpoint.Checkpoint;
import io.kobox.checkpoint.CheckpointException;
import io.kobox.image.HostStream;
import io.kobox.image.ImageKernel;
import io.kobox.kernel.KernelConfig;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.Programs;
import io.kobox.syscalls.SystemCalls;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** With a real kernel's code. */
final class ImageBatchMachine implements BatchMachine {
  /** What the console has before each message. */
  private static final Pattern TIME = Pattern.compile("^\\[ *\\d+\\.\\d+\\] ");

  private final ImageKernel kernel;
  private int start;

  ImageBatchMachine(Path image, KernelConfig config, Programs programs)
      throws IOException, ErrnoException {
    kernel = ImageKernel.open(image, config, programs);
  }

  @Override
  public int run(List<String> argv, String directory, OutputStream output, Program program) {
    start = kernel.console().length();
    HostStream in = new HostStream(InputStream.nullInputStream(), null, false);
    HostStream out = new HostStream(null, output, false);
    return kernel.run(argv.getFirst(), argv, directory, List.of(in, out, out), program);
  }

  @Override
  public Checkpoint checkpoint(SystemCalls calls) throws CheckpointException {
    return kernel.checkpoint(calls);
  }

  @Override
  public boolean stopped() {
    return kernel.halt() != null;
  }

  @Override
  public List<String> lastWords() {
    return kernel
        .console()
        .substring(start)
        .lines()
        .map(line -> TIME.matcher(line).replaceFirst(""))
        .toList();
  }

  @Override
  public void close() {
    kernel.close();
  }
}
