package io.kobox.junit;

import io.kobox.kernel.printk.PrintkRecord;
import io.kobox.kernel.printk.RecordText;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** The kernel's log since the machine booted, or since {@link #clear}. */
public final class Log {
  private final TestKernel kernel;
  private int from;

  Log(TestKernel kernel) {
    this.kernel = kernel;
  }

  /** What was logged so far is not looked at any more. */
  public void clear() {
    from = kernel.records().size();
  }

  List<PrintkRecord> records() {
    List<PrintkRecord> records = kernel.records();
    return records.subList(Math.min(from, records.size()), records.size());
  }

  /** The messages, without times. */
  public List<String> lines() {
    return records().stream().map(PrintkRecord::text).toList();
  }

  /** The log as dmesg prints it. */
  public String text() {
    StringBuilder text = new StringBuilder();
    records().forEach(record -> text.append(RecordText.print(record, false, true)));
    return text.toString();
  }

  /** Whether a message has {@code part} in it. */
  public boolean contains(String part) {
    return any(record -> record.text().contains(part));
  }

  private boolean any(Predicate<PrintkRecord> condition) {
    return records().stream().anyMatch(condition);
  }

  /** Fails unless a message has {@code part} in it. */
  public Log assertContains(String part) {
    if (!contains(part)) {
      throw new AssertionError("nothing in the log contains: " + part + "\n" + text());
    }
    return this;
  }

  /** Fails unless a message of this level has {@code part} in it. */
  public Log assertContains(LogLevel level, String part) {
    assertContains(part);
    if (!any(record -> record.level() == level.number() && record.text().contains(part))) {
      throw new AssertionError(
          "no message of level "
              + level.name().toLowerCase(Locale.ROOT)
              + " contains: "
              + part
              + "\n"
              + text());
    }
    return this;
  }

  /** Fails if a message has {@code part} in it. */
  public Log assertNotContains(String part) {
    if (contains(part)) {
      throw new AssertionError("something in the log contains: " + part + "\n" + text());
    }
    return this;
  }

  /** Fails if there is a message of this level or a more serious one. */
  public Log assertNothingFrom(LogLevel level) {
    if (any(record -> record.level() <= level.number())) {
      throw new AssertionError(
          "messages of level " + level.name().toLowerCase(Locale.ROOT) + "\n" + text());
    }
    return this;
  }

  @Override
  public String toString() {
    return text();
  }
}
