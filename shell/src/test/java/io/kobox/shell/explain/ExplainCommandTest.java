package io.kobox.shell.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.SimulatedKernel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
  private static final Path MODULES = Path.of("..", "testdata", "modules");

  private record Result(int status, String out, String err) {}

  private static Result explain(Path file, boolean json) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    KernelConfig config = KernelConfig.isolated();
    try (SimulatedKernel kernel = new SimulatedKernel(config);
        PrintStream toOut = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream toErr = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      int status =
          new ExplainCommand(config.profile(), kernel.exports(), toOut, toErr)
              .run(file.toString(), json);
      return new Result(
          status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
  }

  private static Path module(String name) {
    return MODULES.resolve(name).resolve(name + ".ko");
  }

  /** What insmod did with each of these is in expected/insmod.txt. */
  @Test
  void foreseesWhatInsmodSays() throws Exception {
    for (String name : new String[] {"hello_world", "unresolved_user"}) {
      String recorded = Files.readString(MODULES.resolve(name).resolve("expected/insmod.txt"));
      boolean loaded = !recorded.contains("could not insert");
      Result result = explain(module(name), true);
      assertEquals(0, result.status());
      assertTrue(result.out().contains("\"loads\":" + loaded), result.out());
      if (!loaded) {
        String reason =
            recorded.replaceAll("(?s).*could not insert module [^:]*: ([^\\n]*).*", "$1");
        assertTrue(result.out().contains("fails, " + reason), result.out() + recorded);
      }
    }
  }

  @Test
  void isAPage() throws Exception {
    Result result = explain(module("hello_world"), false);
    assertTrue(result.out().contains("insmod      runs its init"), result.out());
    assertTrue(result.out().contains("full"), result.out());
    assertTrue(result.out().lines().count() <= 30, result.out());
  }

  @Test
  void refusesWhatIsNoModule(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("x.ko"), "no module at all");
    Result result = explain(file, false);
    assertEquals(2, result.status());
    assertTrue(result.err().contains("Invalid module format"), result.err());
    assertEquals(2, explain(folder.resolve("missing.ko"), false).status());
  }
}
