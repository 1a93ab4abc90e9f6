package io.kobox.shell;

import java.util.regex.Pattern;

/** Masks what differs by nature between two machines: times, addresses, process ids, registers. */
final class RecordedText {
  private static final Pattern RECORD = Pattern.compile("(?m)^(\\d+),\\d+,\\d+,[^;\\n]*;");
  private static final Pattern TIME = Pattern.compile("\\[ *\\d+\\.\\d{6}( < *\\d+\\.\\d{6}>)?\\]");
  private static final Pattern ADDRESS = Pattern.compile("\\b(0x[0-9a-f]{8,16}|[0-9a-f]{16})\\b");
  private static final Pattern PID =
      Pattern.compile("(PID: |Comm: |insmod/|rmmod/|insmod\\[|rmmod\\[|kthread\\[)\\d+");
  private static final Pattern KILLED =
      Pattern.compile("(?m)^.*: line \\d+: +\\d+ (Killed|Aborted|Segmentation fault).*\\n?");
  private static final Pattern DATE =
      Pattern.compile(
          "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\\d+ +(\\d\\d:\\d\\d|\\d{4})");

  /** A time of {@code dmesg -J}. */
  private static final Pattern JSON_TIME = Pattern.compile("\"time\": +\\d+\\.\\d+");

  /** What dd measured. */
  private static final Pattern RATE = Pattern.compile("copied, [^\\n]*");

  /** Which of a slab's objects it was: Linux hands them out in random order. */
  private static final Pattern OFFSET = Pattern.compile("@offset=\\d+");

  /** What stack and registers make of an oops report, as rig/compare leaves it out. */
  private static final Pattern NOISE =
      Pattern.compile(
          "(?m)^\\d+;((RSP|R[A-Z0-9]{2}|RBP|R1\\d|FS|CS|CR2|PKRU|PGD|Code|DR\\d)[: ]| \\?"
              + "|(Hardware name|RIP: 0033|Modules linked in)| [a-zA-Z_0-9.]+\\+0x|Stack:|Call Trace"
              + "| <TASK>| </TASK>).*\\n");

  private RecordedText() {}

  static String mask(String text) {
    String masked = RECORD.matcher(text).replaceAll("$1;");
    masked = NOISE.matcher(masked).replaceAll("");
    masked = TIME.matcher(masked).replaceAll("[T]");
    masked = JSON_TIME.matcher(masked).replaceAll("\"time\": T");
    masked = KILLED.matcher(masked).replaceAll("");
    masked = ADDRESS.matcher(masked).replaceAll("ADDR");
    masked = PID.matcher(masked).replaceAll("$1N");
    masked = DATE.matcher(masked).replaceAll("DATE");
    masked = RATE.matcher(masked).replaceAll("copied, RATE");
    masked = OFFSET.matcher(masked).replaceAll("@offset=N");
    return masked.strip();
  }
}
