package io.kobox.shell;

import io.kobox.debug.GoBackError;
import io.kobox.debug.Journey;
import io.kobox.gdb.GdbServer;
import io.kobox.image.ImageKernel;
import io.kobox.kernel.SimulatedKernel;
import io.kobox.syscalls.ErrnoException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code --gdb PORT}: the machine waits for a debugger before its first program runs. To go back in
 * time, it lives again from its beginning to the place in question; nobody sees that but by the
 * time it takes: what it reads is what it read, and what it wrote is not written again.
 */
final class Debugging implements AutoCloseable {
  private final GdbServer server;
  private final RepeatedInput input = new RepeatedInput(new FileInputStream(FileDescriptor.in));
  private final RepeatedOutput output =
      new RepeatedOutput(new FileOutputStream(FileDescriptor.out));
  private final RepeatedOutput errors =
      new RepeatedOutput(new FileOutputStream(FileDescriptor.err));
  private final RepeatedOutput ownOutput;
  private final RepeatedOutput ownErrors;
  private @Nullable Journey journey;

  /** One life of a machine; its exit status. */
  @FunctionalInterface
  interface Life {
    int live(PrintStream out, PrintStream err)
        throws UsageException, ErrnoException, InterruptedException;
  }

  private Debugging(GdbServer server, PrintStream out, PrintStream err) {
    this.server = server;
    this.ownOutput = new RepeatedOutput(out);
    this.ownErrors = new RepeatedOutput(err);
  }

  /** Listens; the user is told where when the machine is there. */
  static Debugging listen(int port, PrintStream out, PrintStream err) throws UsageException {
    try {
      return new Debugging(GdbServer.listen(port), out, err);
    } catch (IOException e) {
      throw new UsageException("--gdb: port " + port + ": " + e.getMessage());
    }
  }

  /** Has the machine live until it is through, as often as the debugger goes back. */
  int run(Life life) throws UsageException, ErrnoException, InterruptedException {
    PrintStream out = new PrintStream(ownOutput, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(ownErrors, true, StandardCharsets.UTF_8);
    System.setErr(err);
    while (true) {
      try {
        int status = life.live(out, err);
        server.session().exited(status);
        return status;
      } catch (GoBackError e) {
        journey = e.journey();
        input.repeat();
        List.of(output, errors, ownOutput, ownErrors).forEach(RepeatedOutput::repeat);
      }
    }
  }

  /** Has the debugger hold a machine that has not run yet. */
  void hold(SimulatedKernel kernel) {
    kernel.debug(server, journey);
    announce();
  }

  /** The same with the image kernel. */
  void hold(ImageKernel kernel) throws IOException {
    kernel.debug(server, journey);
    announce();
  }

  private void announce() {
    server.session().prepare();
    System.err.println("kobox: waiting for gdb: target remote 127.0.0.1:" + server.port());
    System.err.flush();
  }

  InputStream input() {
    return input;
  }

  /** Standard output, or standard error. */
  OutputStream output(FileDescriptor descriptor) {
    return descriptor == FileDescriptor.err ? errors : output;
  }

  @Override
  public void close() {
    server.close();
  }
}
