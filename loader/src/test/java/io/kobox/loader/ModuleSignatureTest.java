package io.kobox.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The appended signature. */
class ModuleSignatureTest {
  private static byte[] signed() throws IOException {
    return TestModules.read(TestModules.MUTANTS.resolve("signed_unknown.ko.xz"));
  }

  @Test
  void strippingLeavesTheModule() throws IOException, ModuleLoadException {
    ModuleFile.Checked checked = new ModuleFile(signed()).signatureCheck(0);
    assertEquals(ModuleFile.SignatureState.PRESENT, checked.state());
    assertEquals(110592, checked.module().length());
  }

  @Test
  void anUnsignedModuleHasNone() throws IOException, ModuleLoadException {
    byte[] unsigned = Arrays.copyOf(signed(), 110592);
    assertEquals(
        ModuleFile.SignatureState.NONE, new ModuleFile(unsigned).signatureCheck(0).state());
    assertTrue(ModuleSignature.of(new ModuleFile(unsigned)).isEmpty());
  }

  @Test
  void nonZeroParametersAreABadMessage() throws IOException {
    byte[] file = signed();
    file[file.length - 28 - 12] = 1;
    ModuleLoadException failure =
        assertThrows(ModuleLoadException.class, () -> new ModuleFile(file).signatureCheck(0));
    assertEquals(ModuleLoadException.EBADMSG, failure.errno());
  }

  /** As kmod 30's modinfo shows it. */
  @Test
  void modinfoFields() throws IOException {
    ModuleSignature signature = ModuleSignature.of(new ModuleFile(signed())).orElseThrow();
    assertEquals("PKCS#7", signature.id());
    assertEquals("truth rig", signature.signer());
    assertEquals("2E:BA:75:B1:7A:51:62:85:80:EC:B0:E4:AD:B7:1F:F3:37:F1:48:F3", signature.key());
    assertEquals("sha256", signature.hashAlgorithm());
    assertTrue(
        signature.signature().startsWith("D3:B8:44:26:79:9B:DE:16:F9:57:C3:2C:6B:8"),
        signature.signature());
  }
}
