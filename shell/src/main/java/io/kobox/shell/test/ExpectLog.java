package io.kobox.shell.test;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** {@code expect_log TEXT}: a message in the kernel's log; {@code no_log TEXT}: none. */
final class ExpectLog extends Utility {
  private static final int SYSLOG_ACTION_READ_ALL = 3;
  private static final int SYSLOG_ACTION_SIZE_BUFFER = 10;
  private static final List<String> LEVELS =
      List.of("emerg", "alert", "crit", "err", "warn", "notice", "info", "debug");
  private static final Pattern RECORD = Pattern.compile("<(\\d+)>\\[[^]]*\\] ?(.*)");

  private final boolean present;

  private ExpectLog(String name, boolean present) {
    super(
        Origin.BUSYBOX,
        name,
        "test: the kernel's log has " + (present ? "" : "not ") + "a message",
        "Usage: "
            + name
            + " [-l LEVEL] [-E] TEXT\n\n"
            + (present ? "A message" : "No message")
            + " of the kernel's log must contain TEXT\n\n"
            + "\t-l LEVEL\ta message of this level: emerg, alert, crit, err, warn,\n"
            + "\t\t\tnotice, info, debug\n"
            + "\t-E\t\tTEXT is a regular expression");
    this.present = present;
  }

  static ExpectLog present() {
    return new ExpectLog("expect_log", true);
  }

  static ExpectLog absent() {
    return new ExpectLog("no_log", false);
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "l:E");
    if (options.operands().size() != 1) {
      throw CommandException.usage(null);
    }
    String text = options.operands().getFirst();
    String level = options.argument('l');
    if (level != null && !LEVELS.contains(level)) {
      throw CommandException.failure(2, "no such level: " + level);
    }
    Pattern pattern = pattern(options.has('E') ? text : Pattern.quote(text));
    List<String> seen = new ArrayList<>();
    boolean found = false;
    for (String line : log(session.calls()).split("\n", -1)) {
      var record = RECORD.matcher(line);
      if (record.matches()) {
        String name = LEVELS.get(Integer.parseInt(record.group(1)) & 7);
        seen.add(name + ": " + record.group(2));
        found |= (level == null || level.equals(name)) && pattern.matcher(record.group(2)).find();
      }
    }
    if (found != present) {
      complain(
          session,
          (present ? "nothing in the log" : "something in the log")
              + (level == null ? "" : " of level " + level)
              + " has: "
              + text
              + "\nthe log:\n"
              + String.join("\n", seen));
      return 1;
    }
    return 0;
  }

  private static Pattern pattern(String text) throws CommandException {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw CommandException.failure(2, "invalid regular expression: " + text);
    }
  }

  private static String log(SystemCalls calls) throws ErrnoException {
    int size = calls.syslog(SYSLOG_ACTION_SIZE_BUFFER, null, 0);
    byte[] buffer = new byte[size];
    int count = calls.syslog(SYSLOG_ACTION_READ_ALL, buffer, size);
    return new String(buffer, 0, count, java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
