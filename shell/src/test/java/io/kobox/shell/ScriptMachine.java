package io.kobox.shell;

import io.kobox.fs.OpenFile;
import io.kobox.fs.pipe.HostInput;
import io.kobox.fs.pipe.HostOutput;
import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.SimulatedKernel;
import io.kobox.kernel.printk.PrintkRecord;
import io.kobox.shell.command.Session;
import io.kobox.shell.lang.ShellCommand;
import io.kobox.syscalls.OpenFlags;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

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
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (SimulatedKernel kernel = new SimulatedKernel(config)) {
      MachineCommands commands = new MachineCommands();
      Map<String, String> environment = MachineCommands.environment();
      environment.putAll(variables);
      HostInput in =
          new HostInput(InputStream.nullInputStream(), kernel.scheduler()::callHost, null);
      HostOutput out = new HostOutput(output, kernel::sendSigpipe, null);
      OpenFile input = kernel.files().pipeFs().openStream(in, OpenFlags.O_RDONLY, false);
      OpenFile both = kernel.files().pipeFs().openStream(out, OpenFlags.O_WRONLY, false);
      int status =
          kernel.run(
              "sh",
              argv,
              "/",
              List.of(input, both, both),
              calls -> {
                Session session =
                    new Session(calls, argv, environment, commands.finder().runner(calls));
                int result = new ShellCommand("sh", commands.finder()).run(session);
                session.out().flush();
                return result;
              });
      return new Result(
          output.toString(StandardCharsets.ISO_8859_1), status, kernel.panicked(), log(kernel));
    }
  }

  private static String log(SimulatedKernel kernel) {
    StringBuilder text = new StringBuilder();
    for (long seq = kernel.printk().firstValidSeq(); seq < kernel.printk().nextSeq(); seq++) {
      PrintkRecord record = kernel.printk().read(seq);
      if (record != null) {
        text.append(record.text()).append('\n');
      }
    }
    return text.toString();
  }

  static String read(Path file) throws Exception {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
