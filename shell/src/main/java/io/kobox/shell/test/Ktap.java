package io.kobox.shell.test;

import java.io.PrintStream;
import java.util.List;

/**
 * Results in the kernel's test format, a suite for each file (Documentation/dev-tools/ktap.rst).
 */
public final class Ktap {
  private static final String INDENT = "  ";

  private final PrintStream out;

  public Ktap(PrintStream out) {
    this.out = out;
  }

  /** The head, with the number of suites. */
  public void begin(int suites) {
    out.println("KTAP version 1");
    out.println("1.." + suites);
  }

  /** The head of a suite. */
  public void beginSuite(String name, int tests) {
    out.println(INDENT + "KTAP version 1");
    out.println(INDENT + "# Subtest: " + name);
    out.println(INDENT + "1.." + tests);
  }

  /** A test; what there is to say of it stands before it. */
  public void test(int number, String name, TestResult result) {
    subtests(name, result.subtests());
    if (result.verdict() != TestResult.Verdict.PASSED) {
      result.report().forEach(line -> out.println(INDENT + "# " + line));
    }
    out.println(INDENT + line(number, name, result.verdict(), result.diagnosis()));
    out.flush();
  }

  private void subtests(String name, List<TestResult.Subtest> subtests) {
    if (subtests.isEmpty()) {
      return;
    }
    String indent = INDENT + INDENT;
    out.println(indent + "KTAP version 1");
    out.println(indent + "# Subtest: " + name);
    out.println(indent + "1.." + subtests.size());
    int number = 0;
    for (TestResult.Subtest each : subtests) {
      if (each.verdict() == TestResult.Verdict.FAILED) {
        each.diagnosis().forEach(line -> out.println(indent + "# " + line));
      }
      out.println(indent + line(++number, each.name(), each.verdict(), each.diagnosis()));
    }
  }

  /** A suite's end. */
  public void endSuite(int number, String name, List<TestResult> results) {
    boolean failed = results.stream().anyMatch(r -> r.verdict() == TestResult.Verdict.FAILED);
    boolean skipped = results.stream().allMatch(r -> r.verdict() == TestResult.Verdict.SKIPPED);
    TestResult.Verdict verdict =
        failed
            ? TestResult.Verdict.FAILED
            : skipped ? TestResult.Verdict.SKIPPED : TestResult.Verdict.PASSED;
    out.println(line(number, name, verdict, List.of()));
    out.flush();
  }

  private static String line(
      int number, String name, TestResult.Verdict verdict, List<String> diagnosis) {
    String line = (verdict == TestResult.Verdict.FAILED ? "not ok " : "ok ") + number + " " + name;
    if (verdict != TestResult.Verdict.SKIPPED) {
      return line;
    }
    String reason = "";
    for (String each : diagnosis) {
      if (each.startsWith("SKIP ")) {
        reason = each.substring("SKIP".length());
      }
    }
    return line + " # SKIP" + reason;
  }
}
