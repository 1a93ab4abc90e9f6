package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.kernel.KernelConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;

/**
 * The cases in testdata/modules and what the real kernel did with them: the log of load and unload,
 * exit statuses, /proc/modules, lsmod, and the transcript of the case's own script. A case needs no
 * code: a folder with its module and recordings is enough.
 */
final class TruthCases {
  private static final Path MODULES = ScriptMachine.TESTDATA.resolve("modules");

  /** Parts whose file holds a first line that names the command on the recorded machine. */
  private static final List<String> PARTS =
      List.of(
          "insmod",
          "kmsg-load",
          "proc_modules-loaded",
          "lsmod-loaded",
          "rmmod",
          "kmsg-unload",
          "proc_modules-after");

  private final Path flat;

  /**
   * @param flat an empty folder: all modules go there, as the recorded machine had them
   */
  TruthCases(Path flat) throws Exception {
    this.flat = flat;
    try (Stream<Path> files = Files.walk(MODULES, 2)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".ko")).toList()) {
        Files.copy(
            file,
            flat.resolve(String.valueOf(file.getFileName())),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** The names of all cases. */
  static List<String> all() throws Exception {
    try (Stream<Path> folders = Files.list(MODULES)) {
      return folders
          .map(folder -> String.valueOf(folder.getFileName()))
          .filter(name -> Files.exists(MODULES.resolve(name).resolve(name + ".ko")))
          .sorted()
          .toList();
    }
  }

  /** Runs a script on some machine. */
  @FunctionalInterface
  interface Runner {
    ScriptMachine.Result run(KernelConfig config, Map<String, String> variables, List<String> argv)
        throws Exception;
  }

  /** Runs a case and compares. */
  void check(String name, Runner runner) throws Exception {
    Path expected = MODULES.resolve(name).resolve("expected");
    List<String> argv =
        new ArrayList<>(
            List.of("sh", ScriptMachine.TESTDATA.resolve("scripts/case.sh").toString(), name));
    Map<String, String> conf = conf(MODULES.resolve(name).resolve("case.conf"));
    String arguments = conf.getOrDefault("ARGS", "");
    if (!arguments.isEmpty()) {
      argv.addAll(List.of(arguments.split(" ")));
    }
    List<KernelConfig.Bind> binds =
        List.of(new KernelConfig.Bind(flat, "/mods"), new KernelConfig.Bind(MODULES, "/cases"));
    ScriptMachine.Result result =
        runner.run(
            new KernelConfig(Path.of("/"), null, binds, 0, false, false),
            Map.of("PRE", conf.getOrDefault("PRE", "")),
            argv);
    if (Files.exists(expected.resolve("console.txt"))) {
      assertTrue(result.panicked(), "the recorded machine panicked");
      return;
    }
    Map<String, String> got = parts(result.output());
    List<Executable> checks = new ArrayList<>();
    for (String part : PARTS) {
      Path file = expected.resolve(part + ".txt");
      if (Files.exists(file)) {
        String want = ScriptMachine.read(file).replaceFirst("^command:.*\n", "");
        checks.add(
            () ->
                assertEquals(
                    RecordedText.mask(want), RecordedText.mask(got.getOrDefault(part, "")), part));
      }
    }
    Path talk = expected.resolve("interact.txt");
    if (Files.exists(talk)) {
      String want = RecordedText.mask(ScriptMachine.read(talk));
      String have = RecordedText.mask(got.getOrDefault("interact", ""));
      checks.add(() -> assertEquals(want, have, "interact"));
    }
    assertAll(name, checks);
  }

  /** The lines {@code NAME=VALUE} of a case's settings. */
  private static Map<String, String> conf(Path file) throws Exception {
    Map<String, String> conf = new HashMap<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          conf.put(line.substring(0, equals), line.substring(equals + 1).replace("\"", "").strip());
        }
      }
    }
    return conf;
  }

  private static Map<String, String> parts(String output) {
    Map<String, String> parts = new LinkedHashMap<>();
    String current = "";
    for (String line : output.split("\n", -1)) {
      if (line.startsWith("@@")) {
        current = line.substring(2);
        parts.put(current, "");
      } else {
        parts.merge(current, line + "\n", String::concat);
      }
    }
    return parts;
  }
}
