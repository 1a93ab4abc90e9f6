package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Strftime;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import org.jspecify.annotations.Nullable;

/** {@code date}, in busybox's words; the machine's time zone is UTC. */
public final class Date extends Utility {
  public Date() {
    super(
        Origin.BUSYBOX,
        "date",
        "print the date and time",
        """
        Usage: date [OPTIONS] [+FMT] [TIME]

        Display time (using +FMT)

          -u        Work in UTC (don't convert to local time)
          -d TIME   Display TIME, not 'now'
          -r FILE   Display last modification time of FILE
          -R        Output RFC-2822 date
          -I[SPEC]  Output ISO-8601 date, SPEC=date (default), hours, minutes, seconds or ns""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options =
        Options.parse(
            session.arguments(),
            "ud:r:RI::",
            "utc=u",
            "date=d",
            "reference=r",
            "rfc-2822=R",
            "iso-8601=I");
    long now = session.calls().clockGettime(0);
    long time = now;
    String date = options.argument('d');
    String reference = options.argument('r');
    if (date != null) {
      time = DateText.parse(date, now);
    } else if (reference != null) {
      try {
        time = session.calls().newfstatat(OpenFlags.AT_FDCWD, reference, 0).mtime();
      } catch (ErrnoException e) {
        throw CommandException.failure("can't stat '" + reference + "'", e);
      }
    }
    String format = "%a %b %e %H:%M:%S %Z %Y";
    if (options.has('R')) {
      format = "%a, %d %b %Y %H:%M:%S %z";
    } else if (options.has('I')) {
      format = iso(options.argument('I'));
    }
    for (String operand : options.operands()) {
      if (!operand.startsWith("+")) {
        throw CommandException.failure(1, "can't set date: Operation not permitted");
      }
      format = operand.substring(1);
    }
    session.out().println(Strftime.format(format, time));
    return 0;
  }

  private static String iso(@Nullable String precision) throws CommandException {
    return switch (precision == null ? "date" : precision) {
      case "date" -> "%Y-%m-%d";
      case "hours" -> "%Y-%m-%dT%H+00:00";
      case "minutes" -> "%Y-%m-%dT%H:%M+00:00";
      case "seconds" -> "%Y-%m-%dT%H:%M:%S+00:00";
      case "ns" -> "%Y-%m-%dT%H:%M:%S,%N+00:00";
      default -> throw CommandException.usage(null);
    };
  }
}
