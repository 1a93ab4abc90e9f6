package io.kobox.shell.explain;

import io.kobox.capstone.CapstoneException;
import io.kobox.capstone.Disassembler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds libcapstone when something is to be disassembled; {@code tools/libcapstone} fetches it. */
final class CapstoneLibrary {
  private CapstoneLibrary() {}

  /**
   * The disassembler; null if there is no library, which the tool has said on the host's standard
   * error.
   */
  static @Nullable Disassembler open() throws CapstoneException {
    String tools = System.getProperty("kobox.tools");
    if (tools == null) {
      return null;
    }
    try {
      Process process =
          new ProcessBuilder(tools + "/libcapstone")
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String path =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 ? new Disassembler(Path.of(path)) : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
