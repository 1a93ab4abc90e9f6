package io.kobox.shell;

import io.kobox.profile.KernelImages;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The recorded cases, all of them, on the very kernel that they were recorded on; where {@code
 * kobox kernel install linux-image-6.1.0-56-amd64} was done.
 */
@EnabledIf("isInstalled")
class ImageTruthTest {
  private static final String KERNEL = "6.1.0-56-amd64";

  /**
   * Recorded on a machine with an APIC, whose interrupts have other numbers, and on one with less
   * memory, where what is not mapped was hit.
   */
  private static final Set<String> OTHER_MACHINE = Set.of("sched_demo", "kfree_static");

  @TempDir private static Path flat;
  private static TruthCases truth;

  static boolean isInstalled() {
    return KernelImages.ofUser().find(KERNEL) != null;
  }

  @BeforeAll
  static void collectModules() throws Exception {
    truth = new TruthCases(flat);
  }

  static Stream<String> cases() throws Exception {
    return TruthCases.all().stream().filter(name -> !OTHER_MACHINE.contains(name));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sameAsRecorded(String name) throws Exception {
    Path image = Objects.requireNonNull(KernelImages.ofUser().find(KERNEL)).vmlinux();
    truth.check(
        name, (config, variables, argv) -> ScriptMachine.run(image, config, variables, argv));
  }
}
