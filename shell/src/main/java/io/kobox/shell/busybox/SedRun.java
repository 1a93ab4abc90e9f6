package io.kobox.shell.busybox;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Output;
import io.kobox.syscalls.ErrnoException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs a script of sed over its input. */
final class SedRun {
  /** Commands that may run without reading a line: an endless loop ends here. */
  private static final int MAX_STEPS = 10_000_000;

  private static final int MAX_SPACE = 16 << 20;

  /** Where lines come from; null at the end. */
  @FunctionalInterface
  interface Lines {
    @Nullable String next() throws CommandException, ErrnoException;
  }

  private final List<SedCommand> script;
  private final SedFiles files;
  private final Lines lines;
  private final Output out;
  private final boolean quiet;
  private @Nullable String ahead;
  private long number;
  private String space = "";
  private String hold = "";
  private final StringBuilder appended = new StringBuilder();
  private int steps;
  private boolean substituted;
  private boolean ended;
  private int status;

  SedRun(List<SedCommand> script, SedFiles files, Lines lines, Output out, boolean quiet) {
    this.files = files;
    this.script = script;
    this.lines = lines;
    this.out = out;
    this.quiet = quiet;
  }

  int run() throws ErrnoException, CommandException {
    files.open(script);
    ahead = lines.next();
    boolean fresh = true;
    while (!ended && (!fresh || next())) {
      substituted = false;
      fresh = cycle();
      flushAppended();
    }
    files.flush();
    return status;
  }

  private boolean next() throws ErrnoException, CommandException {
    String line = ahead;
    if (line == null) {
      return false;
    }
    space = line;
    ahead = lines.next();
    number++;
    steps = 0;
    return true;
  }

  private void flushAppended() throws ErrnoException {
    out.print(appended.toString());
    appended.setLength(0);
  }

  /** One time through the script; false if the next starts without a new line (D). */
  private boolean cycle() throws ErrnoException, CommandException {
    int at = 0;
    while (at < script.size()) {
      if (++steps > MAX_STEPS || space.length() > MAX_SPACE || hold.length() > MAX_SPACE) {
        throw CommandException.failure(1, "script runs for ever");
      }
      SedCommand command = script.get(at++);
      if (selected(command) == command.negated) {
        at = command.name == '{' ? command.target : at;
        continue;
      }
      switch (command.name) {
        case 'd' -> {
          return true;
        }
        case 'D' -> {
          int newline = space.indexOf('\n');
          space = newline < 0 ? "" : space.substring(newline + 1);
          return newline < 0;
        }
        case 'q', 'Q' -> {
          ended = true;
          status = command.occurrence;
          if (command.name == 'Q') {
            return true;
          }
          at = script.size();
        }
        case 'n' -> {
          if (ahead == null) {
            ended = true;
            at = script.size();
            break;
          }
          if (!quiet) {
            out.println(space);
          }
          flushAppended();
          next();
        }
        case 'N' -> {
          String before = space;
          if (ahead == null) {
            ended = true;
            at = script.size();
            break;
          }
          flushAppended();
          next();
          space = before + "\n" + space;
        }
        case 'b' -> at = command.target;
        case 't' -> {
          at = substituted ? command.target : at;
          substituted = false;
        }
        case 'T' -> {
          at = substituted ? at : command.target;
          substituted = false;
        }
        case 'c' -> {
          if (command.second == null || command.negated || !command.inRange) {
            out.print(command.text);
          }
          return true;
        }
        default -> simple(command);
      }
    }
    if (!quiet) {
      out.println(space);
    }
    return true;
  }

  private void simple(SedCommand command) throws ErrnoException, CommandException {
    switch (command.name) {
      case 'p' -> out.println(space);
      case 'P' -> {
        int newline = space.indexOf('\n');
        out.println(newline < 0 ? space : space.substring(0, newline));
      }
      case '=' -> out.println(Long.toString(number));
      case 'a' -> appended.append(command.text);
      case 'i' -> out.print(command.text);
      case 'r' -> appended.append(files.read(command.text));
      case 'w' -> writeTo(command);
      case 'g' -> space = hold;
      case 'G' -> space = space + "\n" + hold;
      case 'h' -> hold = space;
      case 'H' -> hold = hold + "\n" + space;
      case 'x' -> {
        String old = space;
        space = hold;
        hold = old;
      }
      case 'l' -> out.println(visible(space) + "$");
      case 'y' -> space = translated(command);
      case 's' -> substitute(command);
      default -> out.print("");
    }
  }

  private static String visible(String text) {
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
  }

  private String translated(SedCommand command) {
    StringBuilder result = new StringBuilder();
    for (int index = 0; index < space.length(); index++) {
      char c = space.charAt(index);
      int at = command.text.indexOf(c);
      result.append(at < 0 ? c : command.replacement.charAt(at));
    }
    return result.toString();
  }

  private void substitute(SedCommand command) throws ErrnoException, CommandException {
    PosixRegex regex = Objects.requireNonNull(command.regex);
    StringBuilder result = new StringBuilder();
    int from = 0;
    int done = 0;
    int count = 0;
    boolean changed = false;
    PosixRegex.Match match;
    while (from <= space.length() && (match = regex.find(space, from)) != null) {
      boolean emptyAfterMatch = match.start() == match.end() && match.start() == done && count > 0;
      if (!emptyAfterMatch && ++count >= command.occurrence) {
        result.append(space, done, match.start());
        appendReplacement(result, command.replacement, match);
        done = match.end();
        changed = true;
        if (!command.global) {
          break;
        }
      }
      from = match.end() > match.start() ? match.end() : match.end() + 1;
    }
    if (!changed) {
      return;
    }
    space = result.append(space.substring(done)).toString();
    substituted = true;
    if (command.print) {
      out.println(space);
    }
    writeTo(command);
  }

  /** The space goes to the command's own file, if it names one. */
  private void writeTo(SedCommand command) throws ErrnoException {
    if (command.output != null) {
      command.output.println(space);
    }
  }

  private static void appendReplacement(
      StringBuilder result, String replacement, PosixRegex.Match match) {
    for (int i = 0; i < replacement.length(); i++) {
      char c = replacement.charAt(i);
      if (c == '&') {
        result.append(match.groups().get(0));
        continue;
      }
      if (c != '\\' || i + 1 == replacement.length()) {
        result.append(c);
        continue;
      }
      char next = replacement.charAt(++i);
      if (next >= '0' && next <= '9') {
        String group = next - '0' < match.groups().size() ? match.groups().get(next - '0') : null;
        result.append(group == null ? "" : group);
      } else {
        result.append(next == 'n' ? '\n' : next == 't' ? '\t' : next);
      }
    }
  }

  private boolean selected(SedCommand command) throws CommandException {
    SedAddress first = command.first;
    SedAddress second = command.second;
    if (first == null) {
      return true;
    }
    boolean isLast = ahead == null;
    if (second == null) {
      return first.matches(number, isLast, space);
    }
    if (command.inRange) {
      boolean ends =
          (second.regex() != null || second.line() == SedAddress.LAST)
              ? second.matches(number, isLast, space)
              : number >= command.rangeEnd;
      boolean passed =
          second.regex() == null && second.line() != SedAddress.LAST && number > command.rangeEnd;
      command.inRange = !ends;
      return !passed;
    }
    if (!first.matches(number, isLast, space)) {
      return false;
    }
    command.rangeEnd = second.relative() > 0 ? number + second.relative() : second.line();
    boolean single =
        second.regex() == null && second.line() != SedAddress.LAST && command.rangeEnd <= number;
    command.inRange = !single;
    return true;
  }
}
