package io.kobox.junit;

import io.kobox.kernel.check.LogFindings;
import io.kobox.kernel.printk.PrintkRecord;
import java.util.ArrayList;
import java.util.List;

/** What the machine's checks, and the kernel itself, have found wrong with the modules. */
public final class Findings {
  private final List<String> reports = new ArrayList<>();

  Findings() {}

  synchronized void report(String text) {
    reports.add(text.stripTrailing());
  }

  /** Of what the kernel logs, the first lines of warnings, bugs and oopses are findings. */
  void logged(PrintkRecord record) {
    if (LogFindings.isFinding(record.text())) {
      report(record.text());
    }
  }

  /** All findings so far, each a report in the format of the kernel's own tool. */
  public synchronized List<String> all() {
    return List.copyOf(reports);
  }

  /** All findings so far, which then are forgotten: they do not fail the test. */
  public synchronized List<String> take() {
    List<String> taken = List.copyOf(reports);
    reports.clear();
    return taken;
  }

  synchronized void allow(List<String> parts) {
    reports.removeIf(report -> parts.stream().anyMatch(report::contains));
  }
}
