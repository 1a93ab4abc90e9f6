package io.kobox.shell.lab;

import io.kobox.shell.test.TestCase;
import io.kobox.shell.test.TestResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs the steps of a lab's check in a folder. */
public final class LabCheck {
  /** Runs a test on a machine of its own. */
  @FunctionalInterface
  public interface Machine {
    /** What the test comes to on a machine with that seed. */
    TestResult run(TestCase test, long seed) throws InterruptedException, LabException;
  }

  /**
   * What a step came to.
   *
   * @param result of the first seed that failed, or of the last one
   */
  public record StepResult(LabStep step, TestResult result) {
    /** Whether every machine did what was expected. */
    public boolean passed() {
      return result.verdict() == TestResult.Verdict.PASSED;
    }
  }

  private final Lab lab;
  private final Machine machine;

  /** A check of {@code lab}, whose tests {@code machine} runs. */
  public LabCheck(Lab lab, Machine machine) {
    this.lab = lab;
    this.machine = machine;
  }

  /** The modules of the lab that {@code folder} has not. */
  public List<String> missing(Path folder) throws IOException {
    return lab.modules().stream().filter(name -> !Files.isReadable(folder.resolve(name))).toList();
  }

  /** A source that is newer than a module built in {@code folder}; null if there is none. */
  public @Nullable Path newerSource(Path folder) throws IOException {
    long built = Long.MAX_VALUE;
    for (String module : lab.modules()) {
      built = Math.min(built, Files.getLastModifiedTime(folder.resolve(module)).toMillis());
    }
    for (Path file : Lab.sorted(folder)) {
      String name = String.valueOf(file.getFileName());
      if (name.matches("[^.].*(?<!\\.mod)\\.[ch]")
          && Files.getLastModifiedTime(file).toMillis() > built) {
        return file.getFileName();
      }
    }
    return null;
  }

  /**
   * Runs the steps, or one of them.
   *
   * @param only the number of the step; 0: all
   */
  public List<StepResult> run(Path folder, int only)
      throws IOException, LabException, InterruptedException {
    List<StepResult> results = new ArrayList<>();
    for (LabStep step : lab.steps()) {
      if (only == 0 || only == step.number()) {
        results.add(run(step, folder));
      }
    }
    if (results.isEmpty()) {
      throw new LabException("step " + only + ": there is no such step");
    }
    return results;
  }

  private StepResult run(LabStep step, Path folder) throws LabException, InterruptedException {
    TestCase test = step.test().in(folder);
    StepResult result = new StepResult(step, machine.run(test, step.firstSeed()));
    for (long seed = step.firstSeed() + 1; result.passed() && seed <= step.lastSeed(); seed++) {
      result = new StepResult(step, machine.run(test, seed));
    }
    return result;
  }
}
