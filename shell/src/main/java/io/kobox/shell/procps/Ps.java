package io.kobox.shell.procps;

import io.kobox.shell.command.Accounts;
import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Numbers;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Pad;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import java.util.List;
import java.util.Locale;

/** {@code ps}, in busybox's columns; the options of other ps are taken and change nothing. */
public final class Ps extends Utility {
  public Ps() {
    super(
        Origin.BUSYBOX,
        "ps",
        "list processes",
        "Usage: ps [-o COL1,COL2=HEADER]\n\nShow list of processes\n\n  -o COL1,COL2=HEADER  Select columns: pid ppid user comm args stat");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    List<String> arguments =
        session.arguments().stream().filter(a -> a.startsWith("-") || a.contains(",")).toList();
    Options options = Options.parse(arguments, "o:efaxuwlT");
    String given = options.argument('o');
    List<String> columns =
        given == null ? List.of("pid", "user", "args") : List.of(given.split(","));
    StringBuilder header = new StringBuilder();
    for (String column : columns) {
      header.append(cell(title(column), column, column.equals(columns.getLast())));
    }
    session.out().println(header.toString());
    Accounts accounts = new Accounts(session.calls());
    for (int pid : Processes.ids(session.calls())) {
      StringBuilder line = new StringBuilder();
      for (String column : columns) {
        line.append(
            cell(
                value(session.calls(), accounts, pid, column),
                column,
                column.equals(columns.getLast())));
      }
      session.out().println(line.toString());
    }
    return 0;
  }

  private static String title(String column) throws CommandException {
    int equals = column.indexOf('=');
    if (equals >= 0) {
      return column.substring(equals + 1);
    }
    return switch (column) {
      case "pid", "ppid", "user", "stat" -> column.toUpperCase(Locale.ROOT);
      case "args", "comm" -> "COMMAND";
      default ->
          throw CommandException.failure(
              1,
              "bad -o argument '"
                  + column
                  + "', supported arguments: user,pid,ppid,stat,comm,args");
    };
  }

  private static String name(String column) {
    int equals = column.indexOf('=');
    return equals < 0 ? column : column.substring(0, equals);
  }

  private static String cell(String text, String column, boolean last) {
    int width =
        switch (name(column)) {
          case "pid", "ppid" -> 5;
          case "user" -> 8;
          case "stat" -> 4;
          default -> 16;
        };
    boolean number = Numbers.isDigits(text) && width == 5;
    return last ? text : (number ? Pad.left(text, width) : Pad.right(text, width)) + " ";
  }

  private static String value(SystemCalls calls, Accounts accounts, int pid, String column) {
    return switch (name(column)) {
      case "pid" -> Integer.toString(pid);
      case "ppid" -> Processes.statField(calls, pid, 4);
      case "stat" -> Processes.statField(calls, pid, 3);
      case "user" -> Processes.user(calls, accounts, pid);
      case "comm" -> Processes.comm(calls, pid);
      default -> Processes.commandLine(calls, pid);
    };
  }
}
