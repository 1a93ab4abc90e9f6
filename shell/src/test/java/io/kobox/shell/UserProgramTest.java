package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.kernel.KernelConfig;
import io.kobox.profile.KernelImages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Programs of machine code (testdata/user) on both kernels: they do what they did on the real one,
 * and files that are hardly programs do no harm.
 */
class UserProgramTest {
  private static final Path PROGRAMS = ScriptMachine.TESTDATA.resolve("user");
  private static final Path MODULES = ScriptMachine.TESTDATA.resolve("modules");
  private static final String BUSYBOX_OUTPUT = "1\ntwo\n3\n3\n1\ngot it\n42\n";
  private static final String KERNEL = "6.1.0-56-amd64";

  @TempDir private Path flat;

  static boolean isInstalled() {
    return KernelImages.ofUser().find(KERNEL) != null;
  }

  private String run(String script) throws Exception {
    Map<String, String> variables = variables();
    return ScriptMachine.run(List.of(), variables, List.of("sh", "-c", script)).output();
  }

  private String runImage(String script) throws Exception {
    Path image = Objects.requireNonNull(KernelImages.ofUser().find(KERNEL)).vmlinux();
    KernelConfig config = new KernelConfig(Path.of("/"), null, List.of(), 0, false, false);
    return ScriptMachine.run(image, config, variables(), List.of("sh", "-c", script)).output();
  }

  private Map<String, String> variables() throws Exception {
    for (String module : List.of("chardev_demo", "misc_demo")) {
      Files.copy(MODULES.resolve(module).resolve(module + ".ko"), flat.resolve(module + ".ko"));
    }
    Path mmap = ScriptMachine.TESTDATA.resolve("mmap").resolve("mmap_demo.ko");
    Files.copy(mmap, flat.resolve("mmap_demo.ko"));
    return Map.of("T", PROGRAMS.toString(), "M", flat.toString());
  }

  private static String script(String name, String... arguments) {
    return "set -- " + String.join(" ", arguments) + "; . " + PROGRAMS.resolve(name + ".sh");
  }

  @ParameterizedTest
  @ValueSource(strings = {"signals", "faults", "privileged", "random_ops"})
  void asOnTheRealKernel(String name) throws Exception {
    String expected = ScriptMachine.read(PROGRAMS.resolve(name + ".expected"));
    assertEquals(expected, run(script(name)));
  }

  @EnabledIf("isInstalled")
  @ParameterizedTest
  @ValueSource(strings = {"signals", "faults", "privileged", "random_ops"})
  void asThereOnTheImageKernel(String name) throws Exception {
    String expected = ScriptMachine.read(PROGRAMS.resolve(name + ".expected"));
    assertEquals(expected, runImage(script(name)));
  }

  /** 30,000 operations; their lines are the real kernel's if the digest is. */
  @Test
  @Tag("nightly")
  void manyRandomOperations() throws Exception {
    assertDigest(run(script("random_ops", "10000")));
  }

  @EnabledIf("isInstalled")
  @Test
  @Tag("nightly")
  void manyRandomOperationsOnTheImageKernel() throws Exception {
    assertDigest(runImage(script("random_ops", "10000")));
  }

  private static void assertDigest(String output) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(output.getBytes(StandardCharsets.ISO_8859_1));
    String expected = ScriptMachine.read(PROGRAMS.resolve("random_ops.sha256")).split(" ", 2)[0];
    assertEquals(expected, HexFormat.of().formatHex(digest));
  }

  @Test
  void anUnknownCallIsNamed() throws Exception {
    String output = run("$T/faults 19; echo $?");
    assertEquals("38\n", output);
  }

  /** Headers with other bits: each run ends, and the machine goes on. */
  @Test
  void hostileFiles() throws Exception {
    byte[] program = Files.readAllBytes(PROGRAMS.resolve("faults"));
    Random random = new Random(1);
    StringBuilder script = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      byte[] mutant = program.clone();
      for (int flips = 0; flips <= i % 4; flips++) {
        int at = 4 + random.nextInt(64 + 3 * 56 - 4);
        mutant[at] = (byte) (random.nextBoolean() ? random.nextInt() : mutant[at] ^ 1 << flips);
      }
      Path file = flat.resolve("mutant" + i);
      Files.write(file, i % 10 == 9 ? Arrays.copyOf(mutant, i * 3) : mutant);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      script.append("timeout 1 ").append(file).append(" 15\n");
    }
    String output =
        Assertions.assertTimeoutPreemptively(
            Duration.ofMinutes(4), () -> run("(" + script + ") 2>/dev/null >&2; echo alive"));
    assertTrue(output.endsWith("alive\n"), output);
  }

  /** What timeout, env and xargs say of such files on Debian with bash as sh. */
  private static final String BAD_FILES =
      """
      printf '\\177ELF\\002\\001\\001\\000' > /tmp/bad; chmod +x /tmp/bad; touch /tmp/plain
      for file in bad plain none; do
        timeout 1 /tmp/$file; echo $?
        env /tmp/$file; echo $?
        [ $file = bad ] || { echo x | xargs /tmp/$file; echo $?; }
      done
      """;

  private static final String BAD_FILES_OUTPUT =
      """
      /tmp/bad: /tmp/bad: cannot execute binary file
      126
      /tmp/bad: /tmp/bad: cannot execute binary file
      126
      timeout: failed to run command '/tmp/plain': Permission denied
      126
      env: can't execute '/tmp/plain': Permission denied
      126
      xargs: /tmp/plain: Permission denied
      126
      timeout: failed to run command '/tmp/none': No such file or directory
      127
      env: can't execute '/tmp/none': No such file or directory
      127
      xargs: /tmp/none: No such file or directory
      127
      """;

  @Test
  void filesThatAreNoPrograms() throws Exception {
    assertEquals(BAD_FILES_OUTPUT, run(BAD_FILES));
  }

  @EnabledIf("isInstalled")
  @Test
  void filesThatAreNoProgramsOnTheImageKernel() throws Exception {
    assertEquals(BAD_FILES_OUTPUT, runImage(BAD_FILES));
  }

  /** A shell of machine code, with pipes, processes, and a module loaded by kobox's own insmod. */
  @Test
  void busyboxShell() throws Exception {
    assertEquals(BUSYBOX_OUTPUT, run(busyboxScript()));
  }

  @EnabledIf("isInstalled")
  @Test
  void busyboxShellOnTheImageKernel() throws Exception {
    // there busybox's insmod sees the machine's own files only
    String load = "insmod $M/chardev_demo.ko; ";
    assertEquals(BUSYBOX_OUTPUT, runImage(load + busyboxScript().replace(load, "")));
  }

  private String busyboxScript() throws Exception {
    Path busybox = Path.of("/bin/busybox");
    Assumptions.assumeTrue(Files.isExecutable(busybox));
    Path copy = Files.copy(busybox, flat.resolve("busybox"));
    return copy
        + " sh -c 'for i in 1 2 3; do echo $i; done | "
        + copy
        + " sed s/2/two/; (exit 3); echo $?; insmod $M/chardev_demo.ko; "
        + copy
        + " lsmod | "
        + copy
        + " grep -c chardev; trap \"echo got it\" USR1; kill -USR1 $$; sleep 1 & wait;"
        + " echo $((6 * 7))'";
  }

  /** Two machines with one seed do the same. */
  @Test
  void repeatable() throws Exception {
    KernelConfig config = new KernelConfig(Path.of("/"), null, List.of(), 0, false, false);
    List<String> argv =
        List.of(
            "sh", "-c", PROGRAMS.resolve("random_ops") + " 3 400 /dev/null /dev/zero /dev/full");
    var first = ScriptMachine.run(config, Map.of(), argv);
    assertEquals(first, ScriptMachine.run(config, Map.of(), argv));
    assertTrue(first.output().lines().count() >= 400, first.output());
  }

  /** The counter that programs read, by themselves or in the vDSO, is the machine's. */
  @Test
  void timeStamps() throws Exception {
    Map<String, String> variables = Map.of("T", PROGRAMS.toString());
    List<String> argv = List.of("sh", "-c", "$T/timestamp; $T/timestamp");
    KernelConfig config = new KernelConfig(Path.of("/"), null, List.of(), 0, false, false);
    String output = ScriptMachine.run(config, variables, argv).output();
    assertTrue(output.matches("([0-9a-f]+ [0-9a-f]+ 1 1\n){2}"), output);
    assertEquals(output, ScriptMachine.run(config, variables, argv).output());
  }

  @EnabledIf("isInstalled")
  @Test
  void timeStampsOnTheImageKernel() throws Exception {
    Map<String, String> variables = Map.of("T", PROGRAMS.toString());
    List<String> argv = List.of("sh", "-c", "$T/timestamp; $T/timestamp");
    KernelConfig config = new KernelConfig(Path.of("/"), null, List.of(), 0, false, false);
    Path image = Objects.requireNonNull(KernelImages.ofUser().find(KERNEL)).vmlinux();
    String output = ScriptMachine.run(image, config, variables, argv).output();
    assertTrue(output.matches("([0-9a-f]+ [0-9a-f]+ 1 1\n){2}"), output);
    assertEquals(output, ScriptMachine.run(image, config, variables, argv).output());
  }
}
