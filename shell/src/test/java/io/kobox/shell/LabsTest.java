package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.shell.lab.Lab;
import io.kobox.shell.lab.LabCheck;
import io.kobox.shell.lab.Labs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The labs of this project: each solution passes its check, the starter does not, and each wrong
 * answer {@code wrong/N-NAME} fails at step N and passes those before.
 */
class LabsTest {
  private static final Labs LABS = new Labs(Path.of("..", "labs").toAbsolutePath().normalize());

  @TestFactory
  Stream<DynamicTest> labs() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (Lab lab : LABS.all()) {
      tests.add(DynamicTest.dynamicTest(lab.name() + " is complete", () -> isComplete(lab)));
      tests.add(answer(lab, lab.solution(), 0));
      tests.add(answer(lab, lab.starter(), -1));
      for (Path wrong : lab.wrong()) {
        String name = String.valueOf(wrong.getFileName());
        tests.add(answer(lab, wrong, Integer.parseInt(name.substring(0, name.indexOf('-')))));
      }
    }
    return tests.stream();
  }

  private static void isComplete(Lab lab) throws Exception {
    assertTrue(
        lab.title().startsWith("Lab " + Integer.parseInt(lab.name().substring(0, 2)) + ": "));
    assertTrue(lab.time().matches("[2-6]\\d minutes"), lab::toString);
    assertFalse(lab.hints().isEmpty());
    assertFalse(lab.wrong().isEmpty());
    assertTrue(Files.readString(lab.solution().resolve("README.md")).contains("## Answers"));
  }

  /** {@code failing}: the step that has to fail first; 0: none; -1: any. */
  private static DynamicTest answer(Lab lab, Path folder, int failing) {
    return DynamicTest.dynamicTest(
        LABS.folder().relativize(folder).toString(),
        () -> {
          LabCheck check = new LabCheck(lab, new LabMachine(KoboxOptions.parse(List.of())));
          assertEquals(List.of(), check.missing(folder));
          List<LabCheck.StepResult> results = check.run(folder, 0);
          LabCheck.StepResult failed =
              results.stream().filter(each -> !each.passed()).findFirst().orElse(null);
          String happened = failed == null ? "all passed" : failed.result().report().toString();
          int number = failed == null ? 0 : failed.step().number();
          if (failing < 0) {
            assertTrue(number > 0, happened);
          } else {
            assertEquals(failing, number, happened);
          }
        });
  }
}
