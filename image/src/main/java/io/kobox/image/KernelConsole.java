package io.kobox.image;

import io.kobox.kernel.check.LogFindings;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/** What a kernel wrote to its console, a serial port. */
final class KernelConsole {
  private static final int MOST_LAST_WORDS = 20_000;

  /** The number in an oops's first line, {@code double fault: 0000 [#1]} (__die_header). */
  private static final Pattern OOPS = Pattern.compile(": [0-9a-f]{4} \\[#\\d+\\]");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  void write(int next) {
    bytes.write(next);
  }

  /** All so far. */
  String text() {
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  /** The end: if the kernel panicked, the report that led to that and all that follows. */
  String lastWords() {
    String text = text();
    int panic = text.indexOf("Kernel panic");
    int from = Math.max(0, (panic < 0 ? text.length() : panic) - MOST_LAST_WORDS);
    String[] lines = text.substring(text.indexOf('\n', from) + 1).split("\n", -1);
    int first = 0;
    while (first < lines.length && !isReport(lines[first])) {
      first++;
    }
    int begin = first == lines.length ? 0 : first;
    return String.join("\n", Arrays.asList(lines).subList(begin, lines.length));
  }

  /** Whether a line, which begins with its time, begins a report of a bug. */
  private static boolean isReport(String line) {
    String message = line.substring(line.indexOf("] ") + 1).stripLeading();
    return LogFindings.isFinding(message) || OOPS.matcher(message).find();
  }
}
