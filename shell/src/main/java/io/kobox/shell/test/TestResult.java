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
 */
public record TestResult(
    TestCase test,
    Verdict verdict,
    int status,
    long seed,
    double seconds,
    List<String> diagnosis,
    List<String> log) {
  /** How a test ends. */
  public enum Verdict {
    PASSED,
    FAILED,
    SKIPPED
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
