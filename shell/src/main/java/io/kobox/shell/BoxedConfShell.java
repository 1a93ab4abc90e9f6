package io.kobox.shell;

import io.kobox.fs.OpenFile;
import io.kobox.fs.pipe.HostInput;
import io.kobox.fs.pipe.HostOutput;
import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.SimulatedKernel;
import io.kobox.shell.command.Session;
import io.kobox.shell.dkms.ConfShell;
import io.kobox.shell.dkms.HostMake;
import io.kobox.shell.kbuild.HostPrograms;
import io.kobox.shell.lang.BinaryLoader;
import io.kobox.shell.lang.Interpreter;
import io.kobox.shell.lang.ScriptRunner;
import io.kobox.shell.lang.ShellCommand;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Runs the shell text of a dkms.conf on a simulated machine of its own, which sees the host's
 * files.
 */
final class BoxedConfShell implements ConfShell {
  private final KernelConfig config;
  private final HostPrograms programs;
  private final PrintStream err;

  BoxedConfShell(KernelConfig config, HostPrograms programs, PrintStream err) {
    this.config = config;
    this.programs = programs;
    this.err = err;
  }

  /** As safe_source() of dkms: sourced, then each value read once more as a quoted word. */
  @Override
  public Map<String, NavigableMap<Integer, String>> source(Path file, Map<String, String> variables)
      throws IOException, InterruptedException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    Map<String, NavigableMap<Integer, String>> first = new TreeMap<>();
    evaluate(file.toString(), text, variables, first);
    StringBuilder again = new StringBuilder();
    first.forEach(
        (name, elements) -> {
          if (!variables.containsKey(name) && name.equals(name.toUpperCase(Locale.ROOT))) {
            elements.forEach(
                (index, value) ->
                    again
                        .append(name + "[" + index + "]=\"")
                        .append(value.strip().replaceAll("\\s+", " "))
                        .append("\"\n"));
          }
        });
    Map<String, NavigableMap<Integer, String>> second = new TreeMap<>();
    evaluate(file.toString(), again.toString(), variables, second);
    return second;
  }

  private void evaluate(
      String name,
      String text,
      Map<String, String> variables,
      Map<String, NavigableMap<Integer, String>> values)
      throws IOException, InterruptedException {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    MachineCommands commands = new MachineCommands();
    Map<String, String> login = MachineCommands.environment();
    machine(
        OutputStream.nullOutputStream(),
        errors,
        "/",
        calls -> {
          Interpreter shell =
              new Interpreter(calls, commands.finder(), Interpreter.Mode.FILE, "dkms", login);
          variables.forEach((key, value) -> shell.variables().put(key, Kobox.bytes(value)));
          List<String> before = List.copyOf(shell.variables().all().keySet());
          int status =
              shell.runToEnd(
                  () ->
                      shell.sourced(
                          Kobox.bytes(name), () -> new ScriptRunner(shell).runFile(text)));
          shell
              .variables()
              .all()
              .forEach(
                  (key, value) -> {
                    if (!before.contains(key)) {
                      values.put(key, new TreeMap<>(value.elements()));
                    }
                  });
          return status;
        });
    err.print(errors.toString(StandardCharsets.UTF_8));
    err.flush();
  }

  @Override
  public int run(String command, Path folder, OutputStream output)
      throws IOException, InterruptedException {
    Map<String, String> environment = MachineCommands.environment();
    MachineCommands commands =
        new MachineCommands(BinaryLoader.NONE, List.of(new HostMake(programs, environment)));
    List<String> argv = List.of("sh", "-c", Kobox.bytes(command));
    return machine(
        output,
        output,
        Kobox.bytes(folder.toString()),
        calls -> {
          Session session = new Session(calls, argv, environment, commands.finder().runner(calls));
          int status = new ShellCommand("sh", commands.finder()).run(session);
          session.out().flush();
          return status;
        });
  }

  private int machine(OutputStream output, OutputStream errors, String folder, Program program)
      throws IOException, InterruptedException {
    try (SimulatedKernel kernel = new SimulatedKernel(config)) {
      HostInput in =
          new HostInput(InputStream.nullInputStream(), kernel.scheduler().host()::call, null);
      List<OpenFile> files =
          List.of(
              kernel.files().pipeFs().openStream(in, OpenFlags.O_RDONLY, false),
              stream(kernel, output),
              stream(kernel, errors));
      return kernel.run("sh", List.of("sh"), folder, files, program);
    } catch (ErrnoException e) {
      throw new IOException("the machine did not start: " + e.getMessage());
    }
  }

  private static OpenFile stream(SimulatedKernel kernel, OutputStream stream)
      throws ErrnoException {
    return kernel
        .files()
        .pipeFs()
        .openStream(new HostOutput(stream, kernel::sendSigpipe, null), OpenFlags.O_WRONLY, false);
  }
}
