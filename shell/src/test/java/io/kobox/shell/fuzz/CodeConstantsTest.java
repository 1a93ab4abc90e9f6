package io.kobox.shell.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The numbers of the example driver, which mailbox.h names. */
class CodeConstantsTest {
  @Test
  void requestsAndSizesOfTheExample() throws Exception {
    CodeConstants constants =
        CodeConstants.of(Files.readAllBytes(Path.of("../examples/mailbox/mailbox.ko")));
    assertTrue(
        constants.requests().containsAll(List.of(0x80044d01, 0x4d02, 0x40084d03)),
        () -> constants.toString());
    assertTrue(constants.sizes().contains(255), () -> constants.toString());
  }

  @Test
  void whatIsNoModuleHasNone() {
    assertEquals(new CodeConstants(List.of(), List.of()), CodeConstants.of(new byte[100]));
  }
}
