package io.kobox.shell.test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Results as the XML that CI servers read. */
public final class JUnitXml {
  private JUnitXml() {}

  /** The document: a testsuite for each file. */
  public static String of(List<TestResult> results) {
    Map<String, List<TestResult>> suites = new LinkedHashMap<>();
    for (TestResult result : results) {
      suites
          .computeIfAbsent(result.test().file().toString(), f -> new java.util.ArrayList<>())
          .add(result);
    }
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append("<testsuites>\n");
    suites.forEach((file, tests) -> suite(xml, file, tests));
    return xml.append("</testsuites>\n").toString();
  }

  private static void suite(StringBuilder xml, String file, List<TestResult> tests) {
    xml.append(
        String.format(
            Locale.ROOT,
            "  <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"%d\""
                + " time=\"%.3f\">\n",
            escape(file),
            tests.stream().mapToInt(test -> test.verdicts().size()).sum(),
            TestResult.count(tests, TestResult.Verdict.FAILED),
            TestResult.count(tests, TestResult.Verdict.SKIPPED),
            tests.stream().mapToDouble(TestResult::seconds).sum()));
    for (TestResult test : tests) {
      String seed = test.seed() == 0 ? "" : " seed " + test.seed();
      if (test.isOfSubtests()) {
        double seconds = test.seconds() / test.subtests().size();
        for (TestResult.Subtest each : test.subtests()) {
          testCase(xml, file, each.name() + seed, seconds, each.verdict(), each.diagnosis());
        }
      } else {
        String name = test.test().name() + seed;
        testCase(xml, file, name, test.seconds(), test.verdict(), test.report());
      }
    }
    xml.append("  </testsuite>\n");
  }

  private static void testCase(
      StringBuilder xml,
      String file,
      String name,
      double seconds,
      TestResult.Verdict verdict,
      List<String> report) {
    xml.append(
        String.format(
            Locale.ROOT,
            "    <testcase classname=\"%s\" name=\"%s\" time=\"%.3f\">\n",
            escape(file),
            escape(name),
            seconds));
    String text = escape(String.join("\n", report));
    switch (verdict) {
      case FAILED ->
          xml.append("      <failure message=\"failed\">").append(text).append("</failure>\n");
      case SKIPPED -> xml.append("      <skipped message=\"").append(text).append("\"/>\n");
      case PASSED -> {}
    }
    xml.append("    </testcase>\n");
  }

  /** Text as XML has it; characters that XML cannot have become question marks. */
  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\n' -> escaped.append("&#10;");
        default -> escaped.append(c < ' ' && c != '\t' ? '?' : c);
      }
    }
    return escaped.toString();
  }
}
