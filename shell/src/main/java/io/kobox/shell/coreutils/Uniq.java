package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.InputFiles;
import io.kobox.shell.command.Numbers;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Output;
import io.kobox.shell.command.Pad;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code uniq}, in busybox's words. */
public final class Uniq extends Utility {
  public Uniq() {
    super(
        Origin.BUSYBOX,
        "uniq",
        "leave out repeated lines",
        """
        Usage: uniq [-cduiz] [-f,s,w N] [FILE [OUTFILE]]

        Discard duplicate lines

          -c    Prefix lines by the number of occurrences
          -d    Only print duplicate lines
          -u    Only print unique lines
          -i    Ignore case
          -f N  Skip first N fields
          -s N  Skip first N chars (after any skipped fields)
          -w N  Compare N characters in line""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options =
        Options.parse(session.arguments(), "cduif:s:w:z", "count=c", "repeated=d", "unique=u");
    if (options.operands().size() > 2) {
      throw CommandException.usage(null);
    }
    int fields = number(options, 'f', 0);
    int characters = number(options, 's', 0);
    int width = number(options, 'w', Integer.MAX_VALUE);
    Output out = session.out();
    try (Input input =
        InputFiles.open(
            session, options.operands().isEmpty() ? "-" : options.operands().getFirst())) {
      if (options.operands().size() == 2) {
        int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC;
        out =
            new Output(
                session.calls(),
                session.calls().openat(OpenFlags.AT_FDCWD, options.operands().get(1), flags, 0666));
      }
      String last = null;
      String lastKey = "";
      long count = 0;
      String line;
      while ((line = input.readLine()) != null) {
        String key = key(line, fields, characters, width, options.has('i'));
        if (last != null && key.equals(lastKey)) {
          count++;
          continue;
        }
        print(out, options, last, count);
        last = line;
        lastKey = key;
        count = 1;
      }
      print(out, options, last, count);
      out.flush();
    }
    return 0;
  }

  private static void print(Output out, Options options, @Nullable String line, long count)
      throws ErrnoException {
    boolean wanted = !(options.has('d') && count == 1) && !(options.has('u') && count > 1);
    if (line != null && wanted) {
      out.println((options.has('c') ? Pad.left(count, 7) + " " : "") + line);
    }
  }

  private static String key(
      String line, int fields, int characters, int width, boolean ignoreCase) {
    int at = 0;
    for (int i = 0; i < fields; i++) {
      while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
        at++;
      }
      while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
        at++;
      }
    }
    at = (int) Math.min(line.length(), (long) at + characters);
    String key = line.substring(at, (int) Math.min(line.length(), (long) at + width));
    return ignoreCase ? key.toLowerCase(Locale.ROOT) : key;
  }

  private static int number(Options options, char letter, int otherwise) throws CommandException {
    String text = options.argument(letter);
    if (text == null) {
      return otherwise;
    }
    if (!Numbers.isDigits(text) || text.length() > 9) {
      throw CommandException.failure(1, "invalid number '" + text + "'");
    }
    return Integer.parseInt(text);
  }
}
