package io.kobox.certs;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kobox.lib.OidRegistry;
import io.kobox.loader.ModuleFile;
import io.kobox.loader.ModuleLoadException;
import io.kobox.profile.KernelProfile;
import io.kobox.syscalls.Errno;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Debian's own crc7.ko of 6.1.0-56-amd64, which the kernel's build-time key signed. */
class SystemKeyringTest {
  private static final SystemKeyring KEYS = SystemKeyring.ofRelease("6.1.0-56-amd64");
  private static final OidRegistry REGISTRY = new OidRegistry(KernelProfile.embedded().types());
  private static final int TRAILER = 12 + 28;

  private static byte[] crc7() throws IOException {
    try (InputStream file = SystemKeyringTest.class.getResourceAsStream("crc7.ko")) {
      return file.readAllBytes();
    }
  }

  private static void verify(SystemKeyring keys, byte[] file) throws ModuleLoadException {
    ModuleFile module = new ModuleFile(file);
    int length = module.signatureCheck(0).module().length();
    verify(keys, file, length, module.pkcs7().orElseThrow());
  }

  private static void verify(SystemKeyring keys, byte[] file, int length, byte[] message)
      throws ModuleLoadException {
    keys.verify(file, length, message, REGISTRY, line -> {});
  }

  private static int errno(byte[] file) {
    return assertThrows(ModuleLoadException.class, () -> verify(KEYS, file)).errno();
  }

  @Test
  void aModuleOfTheDistributionIsTrusted() {
    assertDoesNotThrow(() -> verify(KEYS, crc7()));
  }

  @Test
  void withoutItsKeyItIsNot() throws Exception {
    SystemKeyring none = SystemKeyring.ofRelease("unheard of");
    byte[] file = crc7();
    assertEquals(
        Errno.ENOKEY.number(),
        assertThrows(ModuleLoadException.class, () -> verify(none, file)).errno());
  }

  @Test
  void bytesBehindTheMessageAreIgnored() throws Exception {
    byte[] file = crc7();
    ModuleFile module = new ModuleFile(file);
    int length = module.signatureCheck(0).module().length();
    byte[] message = module.pkcs7().orElseThrow();
    assertDoesNotThrow(
        () -> verify(KEYS, file, length, Arrays.copyOf(message, message.length + 4)));
  }

  /** What insmod said and what was logged, for messages with changed bytes. */
  @ParameterizedTest
  @MethodSource("mutants")
  void changedMessagesFailAsInTheKernel(String mutant) throws Exception {
    String[] parts = mutant.split("\\|", -1);
    byte[] file = crc7();
    ModuleFile module = new ModuleFile(file);
    int length = module.signatureCheck(0).module().length();
    byte[] message = module.pkcs7().orElseThrow();
    for (String change : parts[0].split(" ", -1)) {
      int equals = change.indexOf('=');
      message[Integer.parseInt(change.substring(0, equals))] =
          (byte) Integer.parseInt(change.substring(equals + 1), 16);
    }
    List<String> log = new ArrayList<>();
    String error = "";
    try {
      KEYS.verify(file, length, message, REGISTRY, line -> log.add(line.text()));
    } catch (ModuleLoadException e) {
      error = Errno.of(e.errno()).name();
    }
    boolean tolerated = error.equals("ENOKEY") || error.equals("ENOPKG");
    assertEquals(parts[1], tolerated ? "" : error);
    assertEquals(List.of(parts).subList(2, parts.length), log);
  }

  static List<String> mutants() throws IOException {
    try (InputStream list = SystemKeyringTest.class.getResourceAsStream("pkcs7-mutants.txt")) {
      return new String(list.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }

  @Test
  void aChangedModuleIsRejected() throws IOException {
    byte[] file = crc7();
    file[100] ^= 1;
    assertEquals(Errno.EKEYREJECTED.number(), errno(file));
  }

  @Test
  void aChangedSignatureIsRejected() throws IOException {
    byte[] file = crc7();
    file[file.length - TRAILER - 1] ^= 1;
    assertEquals(Errno.EKEYREJECTED.number(), errno(file));
  }

  @Test
  void aMessageThatIsNotPkcs7IsBad() throws Exception {
    byte[] file = crc7();
    file[new ModuleFile(file).signatureCheck(0).module().length()] ^= 1;
    assertEquals(Errno.EBADMSG.number(), errno(file));
  }

  @Test
  void everyCutMessageIsBad() throws Exception {
    byte[] message = new ModuleFile(crc7()).pkcs7().orElseThrow();
    for (int length = 0; length < message.length; length++) {
      byte[] cut = Arrays.copyOf(message, length);
      assertEquals(
          Errno.EBADMSG.number(),
          assertThrows(ModuleLoadException.class, () -> verify(KEYS, new byte[0], 0, cut)).errno());
    }
  }
}
