package io.kobox.shell.procps;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Numbers;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Pad;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.shell.coreutils.Signals;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import java.util.ArrayList;
import java.util.List;

/** {@code kill} as a program (the shell has its own), in busybox's words. */
public final class Kill extends Utility {
  public Kill() {
    super(
        Origin.BUSYBOX,
        "kill",
        "send a signal to processes",
        "Usage: kill [-l] [-SIG] PID...\n\nSend a signal (default: TERM) to given PIDs\n\n  -l  List all signal names and numbers");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    List<String> words = new ArrayList<>(session.arguments());
    int signal = SystemCalls.SIGTERM;
    if (!words.isEmpty() && words.getFirst().equals("-l")) {
      return list(session, words.subList(1, words.size()));
    }
    if (!words.isEmpty() && words.getFirst().startsWith("-") && words.getFirst().length() > 1) {
      String name = words.removeFirst().substring(1);
      if (name.equals("s") && !words.isEmpty()) {
        name = words.removeFirst();
      }
      if (!name.equals("-")) {
        signal = Signals.number(name);
        if (signal < 0) {
          throw CommandException.failure(1, "bad signal name '" + name + "'");
        }
      }
    }
    if (words.isEmpty()) {
      throw CommandException.failure(1, "you need to specify whom to kill");
    }
    int errors = 0;
    for (String word : words) {
      int pid;
      try {
        pid = Math.toIntExact(Numbers.decimal(word));
      } catch (ArithmeticException | NumberFormatException e) {
        complain(session, "invalid number '" + word + "'");
        errors++;
        continue;
      }
      try {
        session.calls().kill(pid, signal);
      } catch (ErrnoException e) {
        complain(session, "can't kill pid " + word, e);
        errors++;
      }
    }
    return errors;
  }

  private static int list(Session session, List<String> words)
      throws ErrnoException, CommandException {
    if (words.isEmpty()) {
      for (int i = 1; i < Signals.count(); i++) {
        session.out().println(Pad.left(i, 2) + ") " + Signals.name(i));
      }
      return 0;
    }
    for (String word : words) {
      int number = Signals.number(word);
      if (number < 0) {
        throw CommandException.failure(1, "unknown signal '" + word + "'");
      }
      session
          .out()
          .println(Numbers.isDigits(word) ? Signals.name(number & 0x7f) : Integer.toString(number));
    }
    return 0;
  }
}
