package io.kobox.shell.coreutils;

import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code echo} as a program (the shell has its own): options -n -e -E. */
public final class Echo extends Utility {
  public Echo() {
    super(
        Origin.BUSYBOX,
        "echo",
        "print its arguments",
        "Usage: echo [-neE] [ARG]...\n\nPrint the ARGs, with a newline unless -n; -e: with escapes");
  }

  @Override
  protected boolean takesHelpAsText() {
    return true;
  }

  @Override
  protected int writeFailed(Session session, ErrnoException e) throws ErrnoException {
    complain(session, "write error", e);
    return 1;
  }

  @Override
  protected int main(Session session) throws ErrnoException {
    List<String> words = session.arguments();
    boolean newline = true;
    boolean escapes = false;
    int first = 0;
    while (first < words.size() && words.get(first).matches("-[neE]+")) {
      String option = words.get(first++);
      newline &= option.indexOf('n') < 0;
      for (int index = 0; index < option.length(); index++) {
        char letter = option.charAt(index);
        escapes = letter == 'e' || (escapes && letter != 'E');
      }
    }
    String text = String.join(" ", words.subList(first, words.size()));
    if (escapes) {
      Escapes.Text expanded = Escapes.expand(text, true);
      session.out().print(expanded.text() + (newline && !expanded.stop() ? "\n" : ""));
    } else {
      session.out().print(text + (newline ? "\n" : ""));
    }
    return 0;
  }
}
