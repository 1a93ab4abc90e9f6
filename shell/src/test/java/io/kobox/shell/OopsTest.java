package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.kernel.KernelConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
              + "| \\?.*| </?[A-Z]+>|(?! .*\\[oops_(kinds|null)\\]) .*");

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
    assertEquals(
        comparable(expected, "oops_kinds: " + kind),
        comparable(result.log(), "oops_kinds: " + kind));
  }

  /** Panics by {@code panic_on_oops}, as recorded; the registers and traces before it differ. */
  @Test
  void panicsIfItIsToldTo() throws Exception {
    Path module = ScriptMachine.TESTDATA.resolve("modules/oops_null");
    ScriptMachine.Result result =
        ScriptMachine.run(
            List.of(new KernelConfig.Bind(module, "/mods")),
            Map.of(),
            List.of(
                "sh",
                "-c",
                "echo 1 > /proc/sys/kernel/panic_on_oops; insmod /mods/oops_null.ko; echo alive"));
    String expected = ScriptMachine.read(module.resolve("expected-panic_on_oops.txt"));
    String begin = "oops_null: about to dereference NULL";
    assertTrue(result.panicked());
    assertFalse(result.output().contains("alive"));
    assertEquals(comparable(expected, begin), comparable(result.log(), begin));
  }

  /** Lines, names and order are the recorded; of the values, what the system call's entry makes. */
  @Test
  void theTraceEndsWithTheProgramsRegisters() throws Exception {
    ScriptMachine.Result result =
        ScriptMachine.run(
            List.of(new KernelConfig.Bind(MODULE, "/mods")),
            Map.of(),
            List.of("sh", "-c", "insmod /mods/oops_kinds.ko kind=panic"));
    String expected = ScriptMachine.read(MODULE.resolve("expected-kinds/panic.txt"));
    assertEquals(ofTheProgram(expected), ofTheProgram(result.log()));
  }

  private static String ofTheProgram(String log) {
    String from = log.substring(log.indexOf("RIP: 0033"));
    return from.substring(0, from.indexOf(" </TASK>"))
        .replaceAll("Code:.*", "Code:")
        .replaceAll("RIP: 0033:.*", "RIP: 0033:")
        .replaceAll("(RSP: 002b:|R(?!AX|11)[A-Z0-9]{2}: )[0-9a-f]{16}", "$1ADDRESS");
  }

  private static String comparable(String log, String begin) {
    List<String> lines = new ArrayList<>();
    boolean begun = false;
    for (String line : log.lines().toList()) {
      begun |= line.equals(begin);
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
