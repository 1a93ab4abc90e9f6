package io.kobox.certs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kobox.loader.ModuleFile;
import io.kobox.loader.ModuleLoadException;
import io.kobox.syscalls.Errno;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Debian's own crc7.ko of 6.1.0-56-amd64, which the kernel's build-time key signed. */
class SystemKeyringTest {
  private static final SystemKeyring KEYS = SystemKeyring.ofRelease("6.1.0-56-amd64");
  private static final int TRAILER = 12 + 28;

  private static byte[] crc7() throws IOException {
    try (InputStream file = SystemKeyringTest.class.getResourceAsStream("crc7.ko")) {
      return file.readAllBytes();
    }
  }

  private static SystemKeyring.Verdict verify(SystemKeyring keys, byte[] file)
      throws ModuleLoadException {
    ModuleFile module = new ModuleFile(file);
    int length = module.signatureCheck(0).module().length();
    return keys.verify(file, length, module.pkcs7().orElseThrow());
  }

  private static int errno(byte[] file) {
    return assertThrows(ModuleLoadException.class, () -> verify(KEYS, file)).errno();
  }

  @Test
  void aModuleOfTheDistributionIsTrusted() throws Exception {
    assertEquals(SystemKeyring.Verdict.TRUSTED, verify(KEYS, crc7()));
  }

  @Test
  void withoutItsKeyItIsNot() throws Exception {
    assertEquals(
        SystemKeyring.Verdict.NO_KEY, verify(SystemKeyring.ofRelease("unheard of"), crc7()));
  }

  @Test
  void bytesBehindTheMessageAreIgnored() throws Exception {
    byte[] file = crc7();
    ModuleFile module = new ModuleFile(file);
    byte[] message = module.pkcs7().orElseThrow();
    assertEquals(
        SystemKeyring.Verdict.TRUSTED,
        KEYS.verify(
            file,
            module.signatureCheck(0).module().length(),
            Arrays.copyOf(message, message.length + 4)));
  }

  @Test
  void anotherKindOfMessageIsInvalid() throws Exception {
    byte[] message = new ModuleFile(crc7()).pkcs7().orElseThrow();
    message[message[1] == (byte) 0x82 ? 12 : 10] ^= 1;
    assertEquals(
        Errno.EINVAL.number(),
        assertThrows(ModuleLoadException.class, () -> KEYS.verify(new byte[0], 0, message))
            .errno());
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
          assertThrows(ModuleLoadException.class, () -> KEYS.verify(new byte[0], 0, cut)).errno());
    }
  }
}
