package io.kobox.shell.test;

import java.util.List;

/**
 * What a test came to.
 *
 * @param seed the machine's
 * @param seconds of the host's time
 * @param diagnosis why it failed or was skipped, or what it printed
 */
public record TestResult(
    TestCase test, Verdict verdict, long seed, double seconds, List<String> diagnosis) {
  /** How a test ends. */
  public enum Verdict {
    PASSED,
    FAILED,
    SKIPPED
  }
}
