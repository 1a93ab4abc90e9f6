package io.kobox.shell.coreutils;

import io.kobox.shell.busybox.Child;
import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Options.Option;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code env}, in busybox's words. */
public final class Env extends Utility {
  public Env() {
    super(
        Origin.BUSYBOX,
        "env",
        "run a command in a changed environment",
        """
        Usage: env [-i0] [-u NAME]... [-] [NAME=VALUE]... [PROG ARGS]

        Print current environment or run PROG after setting up environment

          -, -i    Start with empty environment
          -0       NUL terminated output
          -u NAME  Remove variable from environment""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options =
        Options.parse(session.arguments(), "+i0u:", "ignore-environment=i", "unset=u", "null=0");
    List<String> words = new ArrayList<>(options.operands());
    boolean dash = !words.isEmpty() && words.getFirst().equals("-");
    if (dash) {
      words.removeFirst();
    }
    Map<String, String> environment = new LinkedHashMap<>();
    if (!dash && !options.has('i')) {
      environment.putAll(session.environment());
    }
    for (Option option : options.options()) {
      if (option.letter() == 'u') {
        environment.remove(String.valueOf(option.argument()));
      }
    }
    while (!words.isEmpty() && words.getFirst().indexOf('=') > 0) {
      String word = words.removeFirst();
      environment.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
    }
    if (words.isEmpty()) {
      for (Map.Entry<String, String> variable : environment.entrySet()) {
        session
            .out()
            .print(
                variable.getKey() + "=" + variable.getValue() + (options.has('0') ? "\0" : "\n"));
      }
      return 0;
    }
    return Child.run(
        session, "env: can't execute '" + words.getFirst() + "': ", words, environment);
  }
}
