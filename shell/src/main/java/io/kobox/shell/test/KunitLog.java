package io.kobox.shell.test;

import io.kobox.shell.test.TestResult.Subtest;
import io.kobox.shell.test.TestResult.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What KUnit writes to the kernel's log: KTAP, a suite at the left margin, its tests four columns
 * to the right, their parameters four more (lib/kunit/test.c; tools/testing/kunit/kunit_parser.py
 * reads it on the host).
 */
public final class KunitLog {
  private static final String COMMENT = "    # ";
  private static final Pattern SUITE_BEGINS = Pattern.compile(" {4}# Subtest: (.+)");
  private static final Pattern PLAN = Pattern.compile(" {4}1\\.\\.(\\d{1,9})");
  private static final Pattern RESULT =
      Pattern.compile("( {4})?(not )?ok \\d+ (?:- )?(.*?)(?: # SKIP ?(.*))?");

  private final List<Subtest> subtests = new ArrayList<>();
  private List<String> said = new ArrayList<>();
  private String suite = "";
  private int planned;
  private int ran;

  private KunitLog() {}

  /** The tests in the texts of the log's messages, in order. */
  public static List<Subtest> subtests(List<String> log) {
    KunitLog reader = new KunitLog();
    for (String message : log) {
      message.lines().forEach(reader::line);
    }
    reader.endSuite();
    return reader.subtests;
  }

  private void line(String line) {
    Matcher begins = SUITE_BEGINS.matcher(line);
    Matcher plan = PLAN.matcher(line);
    Matcher result = RESULT.matcher(line);
    if (begins.matches()) {
      endSuite();
      suite = begins.group(1);
    } else if (plan.matches()) {
      planned = Integer.parseInt(plan.group(1));
    } else if (result.matches()) {
      boolean failed = result.group(2) != null;
      Verdict verdict =
          failed ? Verdict.FAILED : result.group(4) != null ? Verdict.SKIPPED : Verdict.PASSED;
      if (result.group(1) != null) {
        ran++;
        add(suite + "." + result.group(3), verdict, result.group(4));
      } else {
        suiteResult(result.group(3), verdict, result.group(4));
      }
    } else if (!suite.isEmpty() || line.startsWith(COMMENT)) {
      said.add(line.strip());
    }
  }

  private void add(String name, Verdict verdict, @Nullable String reason) {
    if (reason != null) {
      said.add("SKIP " + reason);
    }
    subtests.add(new Subtest(name, verdict, List.copyOf(said)));
    said = new ArrayList<>();
  }

  /**
   * A suite that could not begin, or none of whose tests failed while it does, is a test itself.
   */
  private void suiteResult(String name, Verdict verdict, @Nullable String reason) {
    boolean explained =
        subtests.stream()
            .anyMatch(
                test -> test.name().startsWith(suite + ".") && test.verdict() == Verdict.FAILED);
    if (ran == 0 || (verdict == Verdict.FAILED && !explained)) {
      add(name, verdict, reason);
    }
    leaveSuite();
  }

  /** Its result is missing: the kernel stopped, or the test's thread never came back. */
  private void endSuite() {
    if (!suite.isEmpty()) {
      said.add("ended after " + ran + " of " + planned + " tests");
      add(suite, Verdict.FAILED, null);
      leaveSuite();
    }
  }

  private void leaveSuite() {
    suite = "";
    planned = 0;
    ran = 0;
    said = new ArrayList<>();
  }
}
