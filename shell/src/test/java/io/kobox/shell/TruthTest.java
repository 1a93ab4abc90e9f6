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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every case in testdata/modules against what the real kernel did with it: the log of load and
 * unload, exit statuses, /proc/modules, lsmod, and the transcript of the case's own script. A case
 * needs no code: a folder with its module and recordings is enough.
 */
class TruthTest {
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

  /** All modules in one folder, as the recorded machine had them. */
  @TempDir private static Path flat;

  @BeforeAll
  static void collectModules() throws Exception {
    try (Stream<Path> files = Files.walk(MODULES, 2)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".ko")).toList()) {
        Files.copy(
            file,
            flat.resolve(String.valueOf(file.getFileName())),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  static Stream<String> cases() throws Exception {
    List<String> later =
        Files.readAllLines(ScriptMachine.TESTDATA.resolve("later.txt")).stream()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.split(" ", 2)[0])
            .toList();
    try (Stream<Path> folders = Files.list(MODULES)) {
      return folders
          .map(folder -> String.valueOf(folder.getFileName()))
          .filter(name -> !later.contains(name))
          .filter(name -> Files.exists(MODULES.resolve(name).resolve(name + ".ko")))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sameAsRecorded(String name) throws Exception {
    Path expected = MODULES.resolve(name).resolve("expected");
    List<String> argv =
        new ArrayList<>(
            List.of("sh", ScriptMachine.TESTDATA.resolve("scripts/case.sh").toString(), name));
    Map<String, String> conf = conf(MODULES.resolve(name).resolve("case.conf"));
    String arguments = conf.getOrDefault("ARGS", "");
    if (!arguments.isEmpty()) {
      argv.addAll(List.of(arguments.split(" ")));
    }
    ScriptMachine.Result result =
        ScriptMachine.run(
            List.of(new KernelConfig.Bind(flat, "/mods"), new KernelConfig.Bind(MODULES, "/cases")),
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
