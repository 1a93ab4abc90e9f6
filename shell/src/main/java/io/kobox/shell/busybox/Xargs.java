package io.kobox.shell.busybox;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.Numbers;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code xargs}, in busybox's words. */
public final class Xargs extends Utility {
  private static final int MAX_LENGTH = 128 << 10;

  public Xargs() {
    super(
        Origin.BUSYBOX,
        "xargs",
        "run a command with arguments from standard input",
        """
        Usage: xargs [OPTIONS] [PROG ARGS]

        Run PROG on every item given by stdin

          -0      Input is separated by NULs
          -t      Print the command on stderr before execution
          -r      Don't run command if input is empty
          -I STR  Replace STR within PROG ARGS with input line
          -n N    Pass no more than N args to PROG
          -s N    Pass command line of no more than N bytes""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options =
        Options.parse(
            session.arguments(), "+0trn:s:I:L:P:", "null=0", "no-run-if-empty=r", "max-args=n");
    List<String> command = options.operands().isEmpty() ? List.of("echo") : options.operands();
    String replace = options.argument('I');
    String limit = options.argument('n');
    if (limit != null && (!Numbers.isDigits(limit) || limit.length() > 9 || limit.equals("0"))) {
      throw CommandException.failure(1, "invalid number '" + limit + "'");
    }
    int most = limit == null ? Integer.MAX_VALUE : Integer.parseInt(limit);
    Input input = new Input(session.calls(), 0, "-");
    List<String> items = new ArrayList<>();
    int length = 0;
    int status = 0;
    boolean any = false;
    String item;
    while ((item = next(input, options.has('0'), replace != null)) != null) {
      if (replace != null) {
        List<String> words = new ArrayList<>();
        for (String word : command) {
          words.add(word.replace(replace, item));
        }
        status = worse(status, run(session, options, words));
        any = true;
      } else {
        items.add(item);
        length += item.length() + 1;
      }
      if (items.size() >= most || length > MAX_LENGTH) {
        status = worse(status, run(session, options, join(command, items)));
        any = true;
        items.clear();
        length = 0;
      }
      if (status > 123) {
        return status;
      }
    }
    if (!items.isEmpty() || (!any && !options.has('r') && replace == null)) {
      status = worse(status, run(session, options, join(command, items)));
    }
    return status;
  }

  private static List<String> join(List<String> command, List<String> items) {
    List<String> words = new ArrayList<>(command);
    words.addAll(items);
    return words;
  }

  /** What xargs makes of a child's status. */
  private static int worse(int status, int child) {
    int own = child == 0 ? 0 : child == 255 ? 124 : child == 126 || child == 127 ? child : 123;
    return Math.max(status, own);
  }

  private static int run(Session session, Options options, List<String> words)
      throws ErrnoException {
    if (options.has('t')) {
      session.error(String.join(" ", words));
    }
    return Child.run(session, "xargs", words);
  }

  /** The next item: up to NUL, a line, or a word with quotes and backslashes taken off. */
  private static @Nullable String next(Input input, boolean nul, boolean lines)
      throws CommandException {
    if (nul) {
      return input.readRecord('\0');
    }
    StringBuilder word = new StringBuilder();
    boolean any = false;
    int quote = -1;
    int b;
    while ((b = input.read()) >= 0) {
      boolean blank = b == '\n' || (!lines && (b == ' ' || b == '\t'));
      if (quote >= 0) {
        if (b == '\n') {
          throw CommandException.failure(
              1, "unmatched " + (quote == '\'' ? "single" : "double") + " quote");
        }
        if (b == quote) {
          quote = -1;
        } else {
          word.append((char) b);
        }
      } else if (blank) {
        if (any) {
          return word.toString();
        }
      } else if (b == '\'' || b == '"') {
        quote = b;
        any = true;
      } else if (b == '\\') {
        int escaped = input.read();
        word.append(escaped < 0 ? "" : String.valueOf((char) escaped));
        any = true;
      } else if (any || !lines || (b != ' ' && b != '\t')) {
        word.append((char) b);
        any = true;
      }
      if (word.length() > MAX_LENGTH) {
        throw CommandException.failure(1, "argument line too long");
      }
    }
    if (quote >= 0) {
      throw CommandException.failure(
          1, "unmatched " + (quote == '\'' ? "single" : "double") + " quote");
    }
    return any ? word.toString() : null;
  }
}
