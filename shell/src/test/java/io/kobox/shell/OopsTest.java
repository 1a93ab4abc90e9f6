package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kobox.kernel.KernelConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kind of oops that testdata/modules/oops_kinds can make, against the real kernel's report:
 * headlines, the frames in the module, their order, and how it ends. Registers, code bytes, what is
 * left on the stack and the kernel's own frames differ by nature.
 */
class OopsTest {
  private static final Path MODULE = ScriptMachine.TESTDATA.resolve("modules/oops_kinds");

  private static final Pattern DIFFERS =
      Pattern.compile(
          "(R[A-Z0-9]{2}|FS|CS|CR2|PKRU|Code|PGD|RIP: 0033).*"
              + "| \\?.*| </?[A-Z]+>|(?! .*\\[oops_kinds\\]) .*");

  static Stream<String> kinds() throws Exception {
    try (Stream<Path> files = Files.list(MODULE.resolve("expected-kinds"))) {
      return files
          .map(file -> String.valueOf(file.getFileName()).replace(".txt", ""))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void isReportedAsOnLinux(String kind) throws Exception {
    ScriptMachine.Result result =
        ScriptMachine.run(
            List.of(new KernelConfig.Bind(MODULE, "/mods")),
            Map.of(),
            List.of("sh", "-c", "insmod /mods/oops_kinds.ko kind=" + kind + "; sleep 1"));
    String expected = ScriptMachine.read(MODULE.resolve("expected-kinds/" + kind + ".txt"));
    assertEquals(comparable(expected, kind), comparable(result.log(), kind));
  }

  private static String comparable(String log, String kind) {
    List<String> lines = new ArrayList<>();
    boolean begun = false;
    for (String line : log.lines().toList()) {
      begun |= line.equals("oops_kinds: " + kind);
      String masked =
          line.replaceAll("\\b[0-9a-f]{16}\\b", "ADDRESS")
              .replaceAll("PID: \\d+ Comm: \\S+", "PID: N Comm: C")
              .replaceAll("^note: .*\\]", "note: C[N]");
      boolean repeated = !lines.isEmpty() && lines.getLast().equals(masked);
      if (begun && !repeated && !DIFFERS.matcher(line).matches()) {
        lines.add(masked);
      }
      if (line.startsWith("Kernel Offset")) {
        break; // the recorded machine was switched off here
      }
    }
    return String.join("\n", lines);
  }
}
