package io.kobox.shell.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs each snippet in the host's bash, called as sh, and in ours: same output, same status. */
@NullUnmarked
class BashDifferentialTest {
  private static final Path BASH = Path.of("/bin/bash");

  @TempDir Path directory;

  /** The snippets are separated by lines that hold only {@code %%}. */
  static Stream<String> snippets() throws IOException {
    try (InputStream in = BashDifferentialTest.class.getResourceAsStream("snippets.txt")) {
      String all = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      return Stream.of(all.split("(?m)^%%\n")).filter(s -> !s.isBlank());
    }
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void commandString(String snippet) throws Exception {
    check(snippet, "-c");
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void scriptFile(String snippet) throws Exception {
    check(snippet, "");
  }

  private void check(String snippet, String option) throws Exception {
    assumeTrue(Files.isExecutable(BASH), "no bash here");
    String text =
        snippet.endsWith("\n") && !option.isEmpty()
            ? snippet.substring(0, snippet.length() - 1)
            : snippet;
    FakeMachine.Result expected = bash(text, option);
    FakeMachine.Result actual = ours(text, option);
    assertEquals(show(expected), show(actual), () -> option + " " + text);
  }

  private static String show(FakeMachine.Result result) {
    return "status " + result.status() + "\n--- out\n" + result.out() + "--- err\n" + result.err();
  }

  private FakeMachine.Result ours(String text, String option) throws Exception {
    FakeMachine machine = new FakeMachine();
    machine.file("/tmp/script", text);
    List<String> argv =
        option.isEmpty()
            ? List.of("sh", "script", "one", "two words")
            : List.of("sh", "-c", text, "sh", "one", "two words");
    CommandFinder finder = TestCommands.finder();
    Map<String, String> environment = environment();
    FakeMachine.Result result =
        machine.run("/tmp", calls -> finder.find(calls, argv, environment).run(calls), argv);
    return masked(result.out(), result.err(), result.status());
  }

  private static Map<String, String> environment() {
    return new TreeMap<>(
        Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "HOME", "/root", "LC_ALL", "C"));
  }

  private FakeMachine.Result bash(String text, String option) throws Exception {
    Files.writeString(directory.resolve("script"), text, StandardCharsets.ISO_8859_1);
    List<String> command =
        new ArrayList<>(List.of("/bin/bash", "-c", "exec -a sh bash \"$@\"", "x"));
    command.addAll(
        option.isEmpty()
            ? List.of("script", "one", "two words")
            : List.of("-c", text, "sh", "one", "two words"));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    Path out = Files.createTempFile("bash", "out");
    Path err = Files.createTempFile("bash", "err");
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment());
    Path bin = Files.createDirectories(directory.resolve(".bin"));
    Files.deleteIfExists(bin.resolve("sh"));
    Files.createSymbolicLink(bin.resolve("sh"), BASH);
    builder.environment().merge("PATH", bin + ":", (path, first) -> first + path);
    Process process = builder.start();
    assumeTrue(process.waitFor(20, TimeUnit.SECONDS), "bash did not end");
    String output = Files.readString(out, StandardCharsets.ISO_8859_1);
    String errors = Files.readString(err, StandardCharsets.ISO_8859_1);
    Files.delete(out);
    Files.delete(err);
    return masked(output, errors, process.exitValue());
  }

  /** Process ids and the folder differ by nature. */
  private FakeMachine.Result masked(String out, String err, int status) {
    return new FakeMachine.Result(mask(out), mask(err), status);
  }

  private String mask(String text) {
    return text.replace(directory.toString(), "/tmp")
        .replaceAll(" +\\d+ (?=Killed|Segm|Done)", " N ");
  }
}
