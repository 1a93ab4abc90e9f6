package io.kobox.shell;

import io.kobox.kernel.KernelConfig;
import io.kobox.shell.batch.BatchMachine;
import io.kobox.shell.batch.KernelMessages;
import io.kobox.shell.checkpoint.Checkpoints;
import io.kobox.shell.command.Session;
import io.kobox.shell.lang.BinaryLoader;
import io.kobox.shell.lang.ShellCommand;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs a script on a fresh machine, in this process. */
final class ScriptMachine {
  /** The folder testdata of the project. */
  static final Path TESTDATA = Path.of("..", "testdata").toAbsolutePath().normalize();

  /**
   * What came out: standard output and error together, the status, whether the kernel panicked, and
   * its log without times.
   */
  record Result(String output, int status, boolean panicked, String log) {}

  private ScriptMachine() {}

  static Result run(List<KernelConfig.Bind> binds, Map<String, String> variables, List<String> argv)
      throws Exception {
    return run(new KernelConfig(Path.of("/"), null, binds, 0, false, false), variables, argv);
  }

  static Result run(KernelConfig config, Map<String, String> variables, List<String> argv)
      throws Exception {
    return run(null, config, variables, argv);
  }

  /** The same on a machine with the kernel of {@code image}; null: the simulated one. */
  static Result run(
      @Nullable Path image, KernelConfig config, Map<String, String> variables, List<String> argv)
      throws Exception {
    AtomicReference<BatchMachine> running = new AtomicReference<>();
    MachineCommands commands = commands(running);
    try (BatchMachine machine = BatchMachine.boot(image, config, commands.finder())) {
      running.set(machine);
      return run(machine, commands, variables, argv);
    }
  }

  private static MachineCommands commands(AtomicReference<BatchMachine> machine) {
    Checkpoints checkpoints = new Checkpoints(calls -> machine.get().checkpoint(calls));
    return new MachineCommands(BinaryLoader.EXECVE, checkpoints.commands());
  }

  private static Result run(
      BatchMachine machine,
      MachineCommands commands,
      Map<String, String> variables,
      List<String> argv)
      throws Exception {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    List<String> log = Collections.synchronizedList(new ArrayList<>());
    Map<String, String> environment = MachineCommands.environment();
    environment.putAll(variables);
    int status =
        machine.run(
            argv,
            "/",
            output,
            calls -> {
              KernelMessages messages = new KernelMessages(calls);
              Session session =
                  new Session(calls, argv, environment, commands.finder().runner(calls));
              int result = new ShellCommand("sh", commands.finder()).run(session);
              session.out().flush();
              messages.read().forEach(message -> log.add(message.text()));
              return result;
            });
    if (machine.stopped()) {
      log.addAll(machine.lastWords());
    }
    return new Result(
        output.toString(StandardCharsets.ISO_8859_1),
        status,
        machine.stopped(),
        String.join("\n", log));
  }

  static String read(Path file) throws Exception {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
