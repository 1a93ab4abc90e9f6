package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.kernel.DebugConfig;
import io.kobox.kernel.KernelConfig;
import io.kobox.profile.KernelProfile;
import io.kobox.profile.ProfileReader;
import io.kobox.profile.ProfileWriter;
import io.kobox.vmlinux.Vmlinux;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Modules of other kernels on the simulated kernel with the profile of theirs, against what the
 * real kernels did with them (testdata/kernels), and some of Debian's own. The kernels are those
 * that symbol-table/tools/kernel-images fetched into the folder KOBOX_KERNEL_IMAGES.
 */
@Tag("nightly")
final class OtherKernelsTest {
  private static final Path KERNELS = ScriptMachine.TESTDATA.resolve("kernels");

  /** What only the first module of its kind causes; the recorded machine had loaded others. */
  private static final List<String> FIRST_ONLY =
      List.of("loading out-of-tree module", "module verification failed", "Disabling lock debug");

  @TestFactory
  List<DynamicTest> recordedModules() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path kernel : kernels()) {
      KernelProfile profile = profile(kernel);
      for (Path module : folders(KERNELS.resolve(profile.release()))) {
        tests.add(
            DynamicTest.dynamicTest(
                profile.release() + " " + module.getFileName(), () -> check(profile, module)));
      }
    }
    return tests;
  }

  /** The lines of reports that kernels word in ways of their own. */
  @TestFactory
  List<DynamicTest> reports() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path kernel : kernels()) {
      KernelProfile profile = profile(kernel);
      Path folder = KERNELS.resolve("reports").resolve(profile.release());
      tests.add(DynamicTest.dynamicTest(profile.release(), () -> reports(profile, folder)));
    }
    return tests;
  }

  private static void reports(KernelProfile profile, Path folder) throws Exception {
    String output =
        run(
            profile,
            "for m in warn_module list_corrupt oops_null; do insmod %s/$m.ko; done; dmesg -t"
                .formatted(folder));
    String expected = ScriptMachine.read(folder.resolve("lines.txt"));
    assertEquals(lines(expected), lines(output));
  }

  private static String lines(String log) {
    return log.lines()
        .filter(line -> line.matches("(WARNING|CPU|Tainted|Oops|BUG|kernel BUG|---|note).*"))
        .map(line -> line.replaceAll("PID: \\d+|insmod[/\\[]\\d+", "N"))
        .collect(Collectors.joining("\n"));
  }

  private static void check(KernelProfile profile, Path folder) throws Exception {
    String name = String.valueOf(folder.getFileName());
    Path module = folder.resolve(name + ".ko");
    String script =
        "dmesg -C; insmod %s; lsmod | grep '^%s '; rmmod %s; dmesg -t"
            .formatted(module, name, name);
    String removal = name.equals("no_exit") ? "rmmod: " : "";
    String lsmod = ScriptMachine.read(folder.resolve("lsmod.txt"));
    String log = ScriptMachine.read(folder.resolve("dmesg.txt"));
    String output =
        run(profile, script)
            .lines()
            .filter(line -> removal.isEmpty() || !line.startsWith(removal))
            .filter(line -> FIRST_ONLY.stream().noneMatch(line::contains))
            .reduce("", (text, line) -> text + line + "\n");
    assertEquals(lsmod + log, output);
  }

  @TestFactory
  List<DynamicTest> modulesOfDebian() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path kernel : kernels()) {
      KernelProfile profile = profile(kernel);
      Path folder = kernel.resolveSibling(profile.release());
      for (String name : List.of("crc7", "crc8", "nls_iso8859-1", "dummy")) {
        for (Path file : files(folder, name + ".ko")) {
          tests.add(
              DynamicTest.dynamicTest(
                  profile.release() + " " + name, () -> loads(profile, file, name)));
        }
      }
    }
    return tests;
  }

  /** The kernel signed them, and its profile has the key: nothing is tainted. */
  private static void loads(KernelProfile profile, Path file, String name) throws Exception {
    String module = name.replace('-', '_');
    String loaded =
        run(
            profile,
            "insmod %s && lsmod | grep -c '^%s ' && rmmod %s; cat /proc/sys/kernel/tainted"
                .formatted(file, module, module));
    if (name.equals("dummy")) {
      assertTrue(loaded.contains("Unknown symbol in module"), loaded);
    } else {
      assertEquals("1\n0\n", loaded);
    }
  }

  private static String run(KernelProfile profile, String script) throws Exception {
    KernelConfig config =
        new KernelConfig(
            Path.of("/"), null, List.of(), 0, false, false, DebugConfig.standard(), profile);
    return ScriptMachine.run(config, Map.of(), List.of("sh", "-c", script)).output();
  }

  private static KernelProfile profile(Path image) throws Exception {
    return ProfileReader.read(ProfileWriter.write(Vmlinux.read(image)));
  }

  private static List<Path> kernels() throws Exception {
    String folder = System.getenv("KOBOX_KERNEL_IMAGES");
    Assumptions.assumeTrue(folder != null, "no kernels (KOBOX_KERNEL_IMAGES)");
    return files(Path.of(folder), "vmlinuz-").stream()
        .filter(image -> !String.valueOf(image.getFileName()).startsWith("vmlinuz-6.1."))
        .toList();
  }

  private static List<Path> files(Path folder, String start) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith(start))
          .sorted()
          .toList();
    }
  }

  private static List<Path> folders(Path folder) throws Exception {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isDirectory).sorted().toList();
    }
  }
}
