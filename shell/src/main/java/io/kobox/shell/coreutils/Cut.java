package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.InputFiles;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;

/** {@code cut}, in busybox's words. */
public final class Cut extends Utility {
  public Cut() {
    super(
        Origin.BUSYBOX,
        "cut",
        "print parts of lines",
        """
        Usage: cut [OPTIONS] [FILE]...

        Print selected fields from FILEs to stdout

          -b LIST  Output only bytes from LIST
          -c LIST  Output only characters from LIST
          -d CHAR  Input field delimiter (default tab)
          -f LIST  Print only these fields
          -s       Drop lines with no delimiter
          -O CHAR  Output field delimiter (default = -d)""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options =
        Options.parse(
            session.arguments(),
            "b:c:f:d:O:snD",
            "delimiter=d",
            "fields=f",
            "output-delimiter=O",
            "only-delimited=s");
    char kind = options.last("bcf");
    if (kind == 0) {
      throw CommandException.failure(1, "expected a list of bytes, characters, or fields");
    }
    long kinds = options.options().stream().filter(o -> "bcf".indexOf(o.letter()) >= 0).count();
    if (kinds > 1) {
      throw CommandException.usage(null);
    }
    if (kind != 'f' && (options.has('d') || options.has('s'))) {
      throw CommandException.failure(
          1,
          (options.has('s')
                  ? "suppressing non-delimited lines makes sense"
                  : "a delimiter may be specified")
              + " only when operating on fields");
    }
    Ranges ranges = Ranges.parse(String.valueOf(options.argument(kind)));
    String given = options.argument('d');
    String delimiter = given == null || given.isEmpty() ? "\t" : given.substring(0, 1);
    String between = options.has('O') ? String.valueOf(options.argument('O')) : delimiter;
    return InputFiles.each(
        session,
        name(),
        options.operands(),
        (input, path) -> {
          String line;
          while ((line = input.readLine()) != null) {
            if (kind != 'f') {
              session.out().println(characters(line, ranges));
            } else if (line.contains(delimiter)) {
              session.out().println(fields(line, delimiter.charAt(0), between, ranges));
            } else if (!options.has('s')) {
              session.out().println(line);
            }
          }
        });
  }

  private static String characters(String line, Ranges ranges) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      if (ranges.contains(i + 1)) {
        text.append(line.charAt(i));
      }
    }
    return text.toString();
  }

  private static String fields(String line, char delimiter, String between, Ranges ranges) {
    StringBuilder text = new StringBuilder();
    boolean first = true;
    int start = 0;
    for (long field = 1; start <= line.length(); field++) {
      int end = line.indexOf(delimiter, start);
      end = end < 0 ? line.length() : end;
      if (ranges.contains(field)) {
        text.append(first ? "" : between).append(line, start, end);
        first = false;
      }
      start = end + 1;
    }
    return text.toString();
  }
}
