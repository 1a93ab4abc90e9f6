package io.kobox.shell.test;

import java.util.ArrayList;
import java.util.List;

/**
 * What a test came to.
 *
 * @param status the exit status of its commands
 * @param seed the machine's
 * @param seconds of the host's time
 * @param diagnosis why it failed or was skipped, or what it printed
 * @param log the kernel's, each message a text
 * @param subtests of a module with KUnit suites, what they came to
 */
public record TestResult(
    TestCase test,
    Verdict verdict,
    int status,
    long seed,
    double seconds,
    List<String> diagnosis,
    List<String> log,
    List<Subtest> subtests) {
  /** How a test ends. */
  public enum Verdict {
    PASSED,
    FAILED,
    SKIPPED
  }

  /**
   * A test that the kernel ran.
   *
   * @param name of its suite and its own
   * @param diagnosis what the kernel said of it
   */
  public record Subtest(String name, Verdict verdict, List<String> diagnosis) {}

  /** Whether the subtests say all: not if it is the module that failed, and none of them. */
  public boolean isOfSubtests() {
    return !subtests.isEmpty()
        && (verdict != Verdict.FAILED
            || subtests.stream().anyMatch(each -> each.verdict() == Verdict.FAILED));
  }

  /** The verdicts that count. */
  public List<Verdict> verdicts() {
    return isOfSubtests() ? subtests.stream().map(Subtest::verdict).toList() : List.of(verdict);
  }

  /** How many of the tests end so. */
  public static long count(List<TestResult> results, Verdict verdict) {
    return results.stream()
        .flatMap(result -> result.verdicts().stream())
        .filter(each -> each == verdict)
        .count();
  }

  /** All that is to say of it: of a failed one with the kernel's log. */
  public List<String> report() {
    if (verdict != Verdict.FAILED) {
      return diagnosis;
    }
    List<String> lines = new ArrayList<>(diagnosis);
    lines.add("exit status " + status + ", seed " + seed + "; the kernel's log:");
    log.forEach(text -> text.lines().forEach(line -> lines.add("  " + line)));
    return lines;
  }
}
