package io.kobox.shell.kmod;

import io.kobox.shell.command.Command;
import io.kobox.shell.command.CommandRunner;
import io.kobox.shell.command.Session;
import io.kobox.syscalls.ErrnoException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a tool printed, and its exit status. */
record ToolRun(int status, String out, String err) {

  static ToolRun ours(FakeMachine machine, String... argv) {
    return ours(machine, Map.of(), (words, environment) -> null, argv);
  }

  static ToolRun ours(
      FakeMachine machine, Map<String, String> environment, CommandRunner runner, String... argv) {
    @Nullable Command command = KmodCommands.lookup(argv[0]);
    if (command == null) {
      throw new IllegalArgumentException(argv[0]);
    }
    int outBefore = machine.out().length();
    int errBefore = machine.err().length();
    try {
      Session session = new Session(machine, List.of(argv), environment, runner);
      int status = command.run(session);
      session.out().flush();
      return new ToolRun(
          status, machine.out().substring(outBefore), machine.err().substring(errBefore));
    } catch (ErrnoException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The program of the host; null if there is none. */
  static @Nullable ToolRun real(java.io.File directory, String... argv) {
    java.io.File program = new java.io.File("/usr/sbin", argv[0]);
    if (argv[0].equals("kmod")) {
      program = new java.io.File("/usr/bin/kmod");
    }
    if (!program.canExecute()) {
      return null;
    }
    try {
      java.nio.file.Path errors = java.nio.file.Files.createTempFile("kmod", ".err");
      Process process =
          new ProcessBuilder(argv).directory(directory).redirectError(errors.toFile()).start();
      process.getOutputStream().close();
      byte[] out = process.getInputStream().readAllBytes();
      int status = process.waitFor();
      byte[] err = java.nio.file.Files.readAllBytes(errors);
      java.nio.file.Files.delete(errors);
      return new ToolRun(
          status,
          new String(out, java.nio.charset.StandardCharsets.ISO_8859_1),
          new String(err, java.nio.charset.StandardCharsets.ISO_8859_1));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** For looking: {@code DIRECTORY TOOL ARGUMENTS…} against the host's files and kmod. */
  public static void main(String[] arguments) {
    FakeMachine machine = new FakeMachine("6.1.0-56-amd64", true);
    machine.chdir(arguments[0]);
    String[] argv = java.util.Arrays.copyOfRange(arguments, 1, arguments.length);
    ToolRun run = ours(machine, argv);
    System.out.print(run.out);
    System.err.print(run.err);
    System.exit(run.status);
  }
}
