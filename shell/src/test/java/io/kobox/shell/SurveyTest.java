package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.kobox.profile.KernelImages;
import io.kobox.shell.survey.SurveyCommand;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The modules that a worker surveyed before leave no trace in a result. */
@EnabledIf("isInstalled")
class SurveyTest {
  private static final String KERNEL = "6.1.0-56-amd64";
  private static final Path MODULES = Path.of("..", "testdata", "modules").toAbsolutePath();
  private static final List<String> SUBJECTS =
      List.of("hello_world", "chardev_demo", "kthread_demo", "oops_null", "no_exit", "timers_demo");

  @TempDir private Path tree;

  static boolean isInstalled() {
    return KernelImages.ofUser().find(KERNEL) != null;
  }

  /** What one worker answers. */
  private List<JsonObject> survey(List<String> modules) throws Exception {
    StringBuilder requests = new StringBuilder();
    for (String module : modules) {
      JsonObject request = new JsonObject();
      request.addProperty("module", module);
      request.addProperty("path", module + "/" + module + ".ko");
      request.addProperty("corpus", "own");
      requests.append(request).append('\n');
    }
    Files.writeString(tree.resolve("modules.dep"), "");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    InputStream in = System.in;
    System.setIn(new ByteArrayInputStream(requests.toString().getBytes(StandardCharsets.UTF_8)));
    try (PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      SurveyCommand command =
          new SurveyCommand(
              new MachineCommands().finder(), MachineCommands.environment(), print, print, false);
      Path kernel = Objects.requireNonNull(KernelImages.ofUser().find(KERNEL)).vmlinux();
      int status =
          command.run(
              List.of(
                  "--kernel",
                  kernel.toString(),
                  "--modules",
                  tree.toString(),
                  "--files",
                  MODULES.toString(),
                  "--out",
                  tree.resolve("out.jsonl").toString(),
                  "--worker"));
      assertEquals(0, status);
    } finally {
      System.setIn(in);
    }
    List<JsonObject> results = new ArrayList<>();
    for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
      JsonObject result = JsonParser.parseString(line).getAsJsonObject();
      result.remove("ms");
      results.add(result);
    }
    return results;
  }

  @Test
  void eachModuleFindsTheSameMachine() throws Exception {
    List<String> twice = new ArrayList<>(SUBJECTS);
    twice.addAll(SUBJECTS.reversed());
    List<JsonObject> results = survey(twice);
    assertEquals(twice.size(), results.size());
    for (int i = 0; i < SUBJECTS.size(); i++) {
      JsonObject first = results.get(i);
      assertEquals(SUBJECTS.get(i), first.get("module").getAsString());
      assertEquals(first, results.get(twice.size() - 1 - i));
      assertEquals(survey(List.of(SUBJECTS.get(i))), List.of(first));
    }
    assertEquals("ok", results.getFirst().get("status").getAsString());
    assertEquals("oops", results.get(SUBJECTS.indexOf("oops_null")).get("status").getAsString());
  }
}
