package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.SimulatedKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CompatibilityTest {
  /** When it fails: {@code ./kobox exports --markdown > docs/COMPATIBILITY.md}. */
  @Test
  void theDocumentIsCurrent() throws Exception {
    try (SimulatedKernel kernel = new SimulatedKernel(KernelConfig.isolated())) {
      String made = new ExportList(kernel.exports()).markdown();
      assertEquals(made, Files.readString(Path.of("../docs/COMPATIBILITY.md")));
    }
  }

  @Test
  void listsWhatModulesCanUseAndNoInsides() throws Exception {
    try (SimulatedKernel kernel = new SimulatedKernel(KernelConfig.isolated())) {
      String text = new ExportList(kernel.exports()).text();
      assertTrue(text.contains("\ncdev_add\tfull\n"), text);
      assertTrue(!text.contains("dev_attr_show"), "a static function is no export");
    }
  }
}
