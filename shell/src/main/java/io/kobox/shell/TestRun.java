package io.kobox.shell;

import io.kobox.shell.test.JUnitXml;
import io.kobox.shell.test.Ktap;
import io.kobox.shell.test.TestCase;
import io.kobox.shell.test.TestFiles;
import io.kobox.shell.test.TestResult;
import io.kobox.syscalls.ErrnoException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code kobox test}: several machines at a time, their results in order. */
final class TestRun {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private final KoboxOptions options;
  private final PrintStream out;
  private final PrintStream err;
  private final boolean progress = HostTerminal.isError() && HostTerminal.isOutput();
  private final AtomicInteger done = new AtomicInteger();

  TestRun(KoboxOptions options, PrintStream out, PrintStream err) {
    this.options = options;
    this.out = out;
    this.err = err;
  }

  /** A test, its number among those of its file, and what it will come to. */
  private record Pending(String name, Future<TestResult> result) {}

  /** Runs the tests that the words name; the exit status. */
  int run(List<String> words) throws UsageException, InterruptedException {
    if (words.contains("--help")) {
      out.print(TestOptions.HELP);
      return 0;
    }
    TestOptions test = TestOptions.parse(words);
    List<TestCase> cases;
    try {
      cases = TestFiles.find(test.paths());
    } catch (IOException e) {
      throw new UsageException("test: " + e.getMessage());
    }
    cases.removeIf(each -> !test.selects(each.title()));
    if (cases.isEmpty()) {
      throw new UsageException("test: no tests there");
    }
    if (test.coverage()) {
      options.collectCoverage();
    }
    ExecutorService machines = Executors.newFixedThreadPool(test.jobs());
    try {
      return report(start(machines, cases, test), cases.size() * test.repeat(), test);
    } finally {
      machines.shutdownNow();
    }
  }

  private Map<Path, List<Pending>> start(
      ExecutorService machines, List<TestCase> cases, TestOptions test) {
    Map<Path, List<Pending>> suites = new LinkedHashMap<>();
    for (TestCase each : cases) {
      List<Pending> suite = suites.computeIfAbsent(each.file(), file -> new ArrayList<>());
      for (int i = 0; i < test.repeat(); i++) {
        long seed = test.seed() + i;
        Future<TestResult> result =
            machines.submit(() -> new TestMachine(options, each, seed).run());
        suite.add(new Pending(seed == 0 ? each.name() : each.name() + " seed " + seed, result));
      }
    }
    return suites;
  }

  private int report(Map<Path, List<Pending>> suites, int tests, TestOptions test)
      throws UsageException, InterruptedException {
    Ktap ktap = new Ktap(out);
    ktap.begin(suites.size());
    List<TestResult> all = new ArrayList<>();
    int number = 0;
    for (Map.Entry<Path, List<Pending>> suite : suites.entrySet()) {
      String name = suite.getKey().toString();
      ktap.beginSuite(name, suite.getValue().size());
      List<TestResult> results = new ArrayList<>();
      for (Pending pending : suite.getValue()) {
        progress(tests);
        TestResult result = await(pending.result());
        endProgress();
        results.add(result);
        ktap.test(results.size(), pending.name(), result);
      }
      ktap.endSuite(++number, name, results);
      all.addAll(results);
    }
    long failed = TestResult.count(all, TestResult.Verdict.FAILED);
    out.printf(
        "# Totals: pass:%d fail:%d skip:%d total:%d%n",
        TestResult.count(all, TestResult.Verdict.PASSED),
        failed,
        TestResult.count(all, TestResult.Verdict.SKIPPED),
        all.stream().mapToInt(result -> result.verdicts().size()).sum());
    reportCoverage(test);
    out.flush();
    Path xml = test.junitXml();
    if (xml != null) {
      try {
        Files.writeString(xml, JUnitXml.of(all));
      } catch (IOException e) {
        err.println("kobox: test: " + xml + ": cannot be written");
        return USAGE;
      }
    }
    return failed == 0 ? 0 : FAILED;
  }

  private void reportCoverage(TestOptions test) throws UsageException {
    if (test.coverage()) {
      CoverageReport coverage = new CoverageReport(options.collectCoverage(), test.paths());
      coverage.table().forEach(line -> out.println("# " + line));
      Path file = test.coverageFile();
      if (file != null) {
        coverage.write(file);
      }
    }
  }

  private static TestResult await(Future<TestResult> result)
      throws UsageException, InterruptedException {
    try {
      return result.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case UsageException usage -> throw usage;
        case ErrnoException errno ->
            throw new UsageException("test: the machine did not start: " + errno.getMessage());
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  private void progress(int tests) {
    if (progress) {
      err.print("\r" + done.getAndIncrement() + " of " + tests + " tests");
      err.flush();
    }
  }

  private void endProgress() {
    if (progress) {
      err.print("\r\u001b[K");
      err.flush();
    }
  }
}
