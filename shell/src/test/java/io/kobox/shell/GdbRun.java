package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A kobox that waits for gdb, and Debian's gdb with a script. */
final class GdbRun {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String WAITING = "kobox: waiting for gdb: target remote ";

  private GdbRun() {}

  /** What gdb and kobox said. */
  record Outcome(String gdb, String out, String err, int status) {}

  static boolean hasGdb() {
    return Files.isExecutable(Path.of("/usr/bin/gdb"));
  }

  /** Runs kobox with these arguments under gdb's commands, both from the project's root. */
  static Outcome run(List<String> arguments, String commands, Path folder)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("io.kobox.shell.Main", "--gdb", "0"));
    command.addAll(arguments);
    Path out = folder.resolve("out");
    Process kobox =
        new ProcessBuilder(command).directory(ROOT.toFile()).redirectOutput(out.toFile()).start();
    StringBuilder err = new StringBuilder();
    try (BufferedReader errors = kobox.errorReader(StandardCharsets.UTF_8)) {
      String line = errors.readLine();
      while (line != null && !line.startsWith(WAITING)) {
        err.append(line).append('\n');
        line = errors.readLine();
      }
      assertTrue(line != null, err.toString());
      String gdb = gdb(line.substring(WAITING.length()), commands, folder);
      errors.lines().forEach(rest -> err.append(rest).append('\n'));
      assertTrue(kobox.waitFor(60, TimeUnit.SECONDS), "kobox goes on: " + gdb);
      return new Outcome(gdb, Files.readString(out), err.toString(), kobox.exitValue());
    } finally {
      kobox.destroyForcibly();
    }
  }

  private static String gdb(String target, String commands, Path folder)
      throws IOException, InterruptedException {
    Path script = folder.resolve("script.gdb");
    Path output = folder.resolve("gdb");
    Files.writeString(
        script,
        """
        set pagination off
        set confirm off
        set width 0
        set breakpoint pending on
        set substitute-path /tmp/c2-rig %s/testdata/modules
        target remote %s
        %s"""
            .formatted(ROOT, target, commands));
    Process gdb =
        new ProcessBuilder("gdb", "-q", "-nx", "-batch", "-x", script.toString())
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = gdb.waitFor(120, TimeUnit.SECONDS);
    gdb.destroyForcibly();
    String said = Files.readString(output);
    assertTrue(ended, "gdb hangs: " + said);
    return said;
  }
}
