package io.kobox.shell.busybox;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Session;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Looks through files and prints what grep was asked for. */
final class GrepSearch {
  private final Session session;
  private final Options options;
  private final GrepPatterns patterns;
  private final boolean named;
  private final long most;
  private final int before;
  private final int after;
  private boolean found;
  private boolean failed;
  private boolean done;
  private boolean anythingPrinted;
  private long count;

  GrepSearch(
      Session session,
      Options options,
      GrepPatterns patterns,
      boolean named,
      long most,
      int before,
      int after) {
    this.session = session;
    this.options = options;
    this.patterns = patterns;
    this.named = named;
    this.most = most;
    this.before = before;
    this.after = after;
  }

  boolean found() {
    return found;
  }

  boolean failed() {
    return failed;
  }

  /** Whether the answer is known: -q and a match. */
  boolean isDone() {
    return done;
  }

  void openFailed(String path, ErrnoException e) throws ErrnoException {
    failed = true;
    if (!options.has('s')) {
      session.error("grep: " + path + ": " + e.getMessage());
    }
  }

  void run(Input input, String path) throws ErrnoException, CommandException {
    count = 0;
    Deque<String> held = new ArrayDeque<>();
    long number = 0;
    long lastPrinted = 0;
    long trailing = 0;
    char end = options.has('z') ? '\0' : '\n';
    String line;
    while (count < most && (line = input.readRecord(end)) != null) {
      number++;
      boolean matches = (patterns.find(line, 0) != null) != options.has('v');
      if (matches) {
        count++;
        found = true;
        if (options.has('q')) {
          done = true;
          return;
        }
        if (options.has('l') || options.has('L')) {
          break;
        }
        if (options.has('c')) {
          continue;
        }
        lastPrinted = printMatch(path, line, number, held, lastPrinted);
        held.clear();
        trailing = after;
      } else if (trailing > 0) {
        trailing--;
        print(path, number, '-', line);
        lastPrinted = number;
      } else if (before > 0) {
        held.add(line);
        if (held.size() > before) {
          held.remove();
        }
      }
    }
    endFile(path);
  }

  /** What is printed once a file. */
  void endFile(String path) throws ErrnoException {
    String shown = path.equals("-") ? "(standard input)" : path;
    if (options.has('q')) {
      return;
    }
    if (options.has('l') || options.has('L')) {
      if (count > 0 == options.has('l')) {
        session.out().println(shown);
      }
    } else if (options.has('c')) {
      session.out().println((named ? shown + ":" : "") + count);
    }
    count = 0;
  }

  private long printMatch(
      String path, String line, long number, Deque<String> held, long lastPrinted)
      throws ErrnoException, CommandException {
    long first = number - held.size();
    boolean context = before > 0 || after > 0;
    if (context && anythingPrinted && (first > lastPrinted + 1 || lastPrinted == 0)) {
      session.out().println("--");
    }
    for (String earlier : held) {
      print(path, first++, '-', earlier);
    }
    if (!options.has('o')) {
      print(path, number, ':', line);
      return number;
    }
    if (options.has('v')) {
      return number;
    }
    int from = 0;
    int[] match;
    while (from <= line.length() && (match = patterns.find(line, from)) != null) {
      if (match[1] > match[0]) {
        print(path, number, ':', line.substring(match[0], match[1]));
      }
      from = match[1] > match[0] ? match[1] : match[1] + 1;
    }
    return number;
  }

  private void print(String path, long number, char mark, String text) throws ErrnoException {
    anythingPrinted = true;
    StringBuilder line = new StringBuilder();
    if (named) {
      line.append(path.equals("-") ? "(standard input)" : path).append(mark);
    }
    if (options.has('n')) {
      line.append(number).append(mark);
    }
    session.out().println(line.append(text).toString());
  }
}
