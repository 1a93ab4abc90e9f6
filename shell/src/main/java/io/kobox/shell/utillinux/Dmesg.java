package io.kobox.shell.utillinux;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Numbers;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Options.Option;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Terminal;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import java.util.List;

/**
 * {@code dmesg} of util-linux 2.38 (sys-utils/dmesg.c), without a pager and without --since and
 * --until.
 */
public final class Dmesg extends Utility {
  private static final int SYSLOG_ACTION_CLEAR = 5;
  private static final int SYSLOG_ACTION_CONSOLE_OFF = 6;
  private static final int SYSLOG_ACTION_CONSOLE_ON = 7;
  private static final int SYSLOG_ACTION_CONSOLE_LEVEL = 8;
  private static final char NO_ESCAPE = '\u0100';
  private static final char TIME_FORMAT = '\u0101';

  /** Of each row only one may be given; the names are those of the whole row that is violated. */
  private static final String[] EXCLUSIVE = {
    "CDEcnr", "Hr", "Lr", "Sw", "Tr", "dr", "er", "rx", "rt"
  };

  public Dmesg() {
    super(
        Origin.UTIL_LINUX,
        "dmesg",
        "print or control the kernel ring buffer",
        """

        Usage:
         dmesg [options]

        Display or control the kernel ring buffer.

        Options:
         -C, --clear                 clear the kernel ring buffer
         -c, --read-clear            read and clear all messages
         -D, --console-off           disable printing messages to console
         -E, --console-on            enable printing messages to console
         -F, --file <file>           use the file instead of the kernel log buffer
         -f, --facility <list>       restrict output to defined facilities
         -H, --human                 human readable output
         -J, --json                  use JSON output format
         -k, --kernel                display kernel messages
         -L, --color[=<when>]        colorize messages (auto, always or never)
         -l, --level <list>          restrict output to defined levels
         -n, --console-level <level> set level of messages printed to console
         -P, --nopager               do not pipe output into a pager
         -p, --force-prefix          force timestamp output on each line of multi-line messages
         -r, --raw                   print the raw message buffer
             --noescape              don't escape unprintable character
         -S, --syslog                force to use syslog(2) rather than /dev/kmsg
         -s, --buffer-size <size>    buffer size to query the kernel ring buffer
         -u, --userspace             display userspace messages
         -w, --follow                wait for new messages
         -W, --follow-new            wait and print only new messages
         -x, --decode                decode facility and level to readable string
         -d, --show-delta            show time delta between printed messages
         -e, --reltime               show local time and time delta in readable format
         -T, --ctime                 show human-readable timestamp
         -t, --notime                don't show any timestamp with messages
             --time-format <format>  show timestamp using the given format:
                                       [delta|reltime|ctime|notime|iso]

        Supported log facilities:
            kern - kernel messages
            user - random user-level messages
            mail - mail system
          daemon - system daemons
            auth - security/authorization messages
          syslog - messages generated internally by syslogd
             lpr - line printer subsystem
            news - network news subsystem

        Supported log levels (priorities):
           emerg - system is unusable
           alert - action must be taken immediately
            crit - critical conditions
             err - error conditions
            warn - warning conditions
          notice - normal but significant condition
            info - informational
           debug - debug-level messages""");
  }

  @Override
  protected int writeFailed(Session session, ErrnoException e) throws ErrnoException {
    complain(session, "write failed", e);
    return 1;
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options =
        Options.parse(
            session.arguments(),
            "CcDEeF:f:HhJkL::l:n:PprSs:TtuVWwxd" + NO_ESCAPE + TIME_FORMAT + ":",
            "buffer-size=s",
            "clear=C",
            "color=L",
            "console-level=n",
            "console-off=D",
            "console-on=E",
            "ctime=T",
            "decode=x",
            "facility=f",
            "file=F",
            "follow-new=W",
            "follow=w",
            "force-prefix=p",
            "human=H",
            "json=J",
            "kernel=k",
            "level=l",
            "noescape=" + NO_ESCAPE,
            "nopager=P",
            "notime=t",
            "raw=r",
            "read-clear=c",
            "reltime=e",
            "show-delta=d",
            "syslog=S",
            "time-format=" + TIME_FORMAT,
            "userspace=u");
    if (options.has('h') || options.has('V')) {
      session.out().println(options.has('h') ? usage() : "dmesg " + Origin.UTIL_LINUX.version());
      return 0;
    }
    checkExclusive(options);
    int levels = 0;
    int facilities = 0;
    for (Option option : options.options()) {
      String argument = String.valueOf(option.argument());
      switch (option.letter()) {
        case 'l' -> levels |= set(argument, DmesgFormat.LEVELS, "level");
        case 'f' -> facilities |= set(argument, DmesgFormat.FACILITIES, "facility");
        case 'k' -> facilities |= 1;
        case 'u' -> facilities |= 0xffe;
        case 's' -> checkSize(argument);
        default -> levels |= 0;
      }
    }
    boolean color = color(session, options);
    DmesgFormat.Time time = time(options);
    if (options.has('n')) {
      control(session, SYSLOG_ACTION_CONSOLE_LEVEL, level(String.valueOf(options.argument('n'))));
      return 0;
    }
    if (!options.operands().isEmpty()) {
      throw CommandException.usage("bad usage");
    }
    if (options.last("CDE") != 0) {
      control(session, action(options.last("CDE")), 0);
      return 0;
    }
    print(session, options, time, color, levels, facilities);
    if (options.has('c')) {
      control(session, SYSLOG_ACTION_CLEAR, 0);
    }
    return 0;
  }

  private static void print(
      Session session,
      Options options,
      DmesgFormat.Time time,
      boolean color,
      int levels,
      int facilities)
      throws ErrnoException, CommandException {
    KernelLog log = new KernelLog(session);
    String file = options.argument('F');
    if (options.has('r') && (file != null || options.has('S'))) {
      String text = file != null ? log.readFile(file) : log.readSyslog();
      session.out().print(DmesgFormat.escaped(text, !options.has(NO_ESCAPE)));
      return;
    }
    DmesgFormat format =
        new DmesgFormat(
            session.out(),
            time,
            options.has('r'),
            options.has('x'),
            color,
            !options.has(NO_ESCAPE),
            options.has('p'),
            bootMicros(session.calls()));
    DmesgJson json = options.has('J') ? new DmesgJson(session.out(), options.has('x')) : null;
    if (json != null) {
      json.open();
    }
    KernelLog.Sink sink =
        record -> {
          if (!accepts(record, levels, facilities)) {
            return;
          }
          if (json != null) {
            json.print(record);
          } else {
            format.print(record);
          }
        };
    boolean follow = options.has('w') || options.has('W');
    boolean kmsg =
        file == null && !options.has('S') && log.readKmsg(follow, options.has('W'), sink);
    if (!kmsg) {
      String text = file != null ? log.readFile(file) : log.readSyslog();
      for (LogRecord record : LogParser.syslog(text)) {
        sink.accept(record);
      }
    }
    if (json != null) {
      json.close();
    }
  }

  private static boolean accepts(LogRecord record, int levels, int facilities) {
    if (levels != 0 && (record.level() < 0 || (levels >> record.level() & 1) == 0)) {
      return false;
    }
    return facilities == 0
        || (record.facility() >= 0 && (facilities >> record.facility() & 1) != 0);
  }

  /** lib/timeutils.c: get_boot_time(). */
  private static long bootMicros(SystemCalls calls) throws ErrnoException {
    return (calls.clockGettime(0) - calls.clockGettime(7)) / 1000;
  }

  private static void control(Session session, int action, int argument) throws CommandException {
    try {
      session.calls().syslog(action, null, argument);
    } catch (ErrnoException e) {
      throw CommandException.failure("klogctl failed", e);
    }
  }

  private static int action(char letter) {
    return switch (letter) {
      case 'C' -> SYSLOG_ACTION_CLEAR;
      case 'D' -> SYSLOG_ACTION_CONSOLE_OFF;
      default -> SYSLOG_ACTION_CONSOLE_ON;
    };
  }

  private static void checkSize(String text) throws CommandException {
    if (!Numbers.isDigits(text)) {
      throw CommandException.failure(1, "invalid buffer size argument: '" + text + "'");
    }
  }

  private static void checkExclusive(Options options) throws CommandException {
    for (String row : EXCLUSIVE) {
      char first = 0;
      for (Option option : options.options()) {
        if (row.indexOf(option.letter()) < 0) {
          continue;
        }
        if (first != 0 && first != option.letter()) {
          StringBuilder names = new StringBuilder();
          for (int index = 0; index < row.length(); index++) {
            char letter = row.charAt(index);
            names.append(" --").append(longName(letter));
          }
          throw CommandException.failure(1, "mutually exclusive arguments:" + names);
        }
        first = option.letter();
      }
    }
  }

  private static String longName(char letter) {
    return switch (letter) {
      case 'C' -> "clear";
      case 'D' -> "console-off";
      case 'E' -> "console-on";
      case 'H' -> "human";
      case 'L' -> "color";
      case 'S' -> "syslog";
      case 'T' -> "ctime";
      case 'c' -> "read-clear";
      case 'd' -> "show-delta";
      case 'e' -> "reltime";
      case 'n' -> "console-level";
      case 't' -> "notime";
      case 'w' -> "follow";
      case 'x' -> "decode";
      default -> "raw";
    };
  }

  /** A bit for each name of a comma separated list. */
  private static int set(String list, String[] names, String what) throws CommandException {
    int set = 0;
    for (String word : list.split(",", -1)) {
      int at = List.of(names).indexOf(word);
      if (at < 0 && Numbers.isDigits(word) && word.length() < 3) {
        int number = Integer.parseInt(word);
        at = number < names.length ? number : -1;
      }
      if (at < 0) {
        throw CommandException.failure(1, "unknown " + what + " '" + word + "'");
      }
      set |= 1 << at;
    }
    return set;
  }

  /** The number of messages' levels that reach the console: 1 to 8, or a level's name. */
  private static int level(String text) throws CommandException {
    if (Numbers.isDigits(text) && text.length() == 1) {
      int number = text.charAt(0) - '0';
      if (number >= 1 && number <= DmesgFormat.LEVELS.length) {
        return number;
      }
    }
    int at = List.of(DmesgFormat.LEVELS).indexOf(text);
    if (at < 0) {
      throw CommandException.failure(1, "unknown level '" + text + "'");
    }
    return at + 1;
  }

  private static boolean color(Session session, Options options) throws CommandException {
    String when = options.argument('L');
    if (when != null && when.startsWith("=")) {
      when = when.substring(1);
    }
    return switch (when == null ? "auto" : when) {
      case "always" -> true;
      case "never" -> false;
      case "auto" -> Terminal.is(session.calls(), 1) && !options.has('r');
      default -> throw CommandException.failure(1, "unsupported color mode: '" + when + "'");
    };
  }

  private static DmesgFormat.Time time(Options options) throws CommandException {
    DmesgFormat.Time time = DmesgFormat.Time.TIME;
    for (Option option : options.options()) {
      time =
          switch (option.letter()) {
            case 'H', 'e' -> DmesgFormat.Time.RELTIME;
            case 'T' -> DmesgFormat.Time.CTIME;
            case 't' -> DmesgFormat.Time.NONE;
            case TIME_FORMAT -> format(String.valueOf(option.argument()));
            default -> time;
          };
    }
    if (!options.has('d')) {
      return time;
    }
    return switch (time) {
      case TIME -> DmesgFormat.Time.TIME_DELTA;
      case CTIME -> DmesgFormat.Time.CTIME_DELTA;
      default -> DmesgFormat.Time.DELTA;
    };
  }

  private static DmesgFormat.Time format(String name) throws CommandException {
    return switch (name) {
      case "notime" -> DmesgFormat.Time.NONE;
      case "ctime" -> DmesgFormat.Time.CTIME;
      case "delta" -> DmesgFormat.Time.DELTA;
      case "reltime" -> DmesgFormat.Time.RELTIME;
      case "iso" -> DmesgFormat.Time.ISO8601;
      default -> throw CommandException.failure(1, "unknown time format: " + name);
    };
  }
}
