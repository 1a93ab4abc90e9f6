package io.kobox.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kobox.profile.BuiltinModules.Parameter;
import io.kobox.profile.BuiltinModules.Version;
import io.kobox.vmlinux.ImageFormatException;
import io.kobox.vmlinux.Vmlinux;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What a profile knows of the modules that are built into its kernel. */
class BuiltinModulesTest {
  @Test
  void keepsParametersAndVersions() throws Exception {
    BuiltinModules modules =
        new BuiltinModules(
            List.of(
                new Parameter("printk", "time", 0644, "bool", "Y"),
                new Parameter("apparmor", "audit", 0600, "", "")),
            List.of(new Version("tpm", "2.0")));
    assertEquals(modules, BuiltinModules.read(modules.write()));
  }

  @Test
  void refusesWhatIsNone() {
    for (String text : List.of("a\n", "a\tb\tx\tc\td\n", "a\tb\tc\n")) {
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      assertThrows(ImageFormatException.class, () -> BuiltinModules.read(bytes));
    }
  }

  /** The values that /sys/module showed on the real machine, booted with printk.time. */
  @Test
  void ofTheEmbeddedProfile() {
    BuiltinModules modules = KernelProfile.embedded().builtinModules();
    assertEquals(212, modules.parameters().size(), "parameters");
    assertEquals(
        List.of("Y"),
        modules.parameters().stream()
            .filter(p -> p.module().equals("printk") && p.name().equals("time"))
            .map(Parameter::value)
            .toList());
  }

  /** The text beside the embedded profile is what is in that kernel's image, if it is here. */
  @Test
  void isWhatTheImageHas() throws Exception {
    KernelImages.Image image = KernelImages.ofUser().find("6.1.0-56-amd64");
    Assumptions.assumeTrue(image != null, "the kernel is not installed");
    assertEquals(
        BuiltinModules.of(Vmlinux.read(Objects.requireNonNull(image).vmlinuz())),
        KernelProfile.embedded().builtinModules());
  }
}
