package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.InputFiles;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;

/** {@code paste}, in busybox's words. */
public final class Paste extends Utility {
  public Paste() {
    super(
        Origin.BUSYBOX,
        "paste",
        "put lines of files side by side",
        """
        Usage: paste [OPTIONS] [FILE]...

        Paste lines from each input file together using tab as separator

          -d LIST  Use delimiters from LIST, not tab
          -s       Serial: one file at a time""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "d:s");
    String given = options.argument('d');
    String delimiters =
        given == null || given.isEmpty() ? "\t" : Escapes.expand(given, false).text();
    List<Input> inputs = new ArrayList<>();
    for (String path : InputFiles.orStandardInput(options.operands())) {
      inputs.add(InputFiles.open(session, path));
    }
    if (options.has('s')) {
      for (Input input : inputs) {
        serial(session, input, delimiters);
      }
      return 0;
    }
    while (true) {
      StringBuilder line = new StringBuilder();
      boolean any = false;
      for (int i = 0; i < inputs.size(); i++) {
        String part = inputs.get(i).readLine();
        any |= part != null;
        line.append(part == null ? "" : part);
        line.append(
            i + 1 < inputs.size()
                ? String.valueOf(delimiters.charAt(i % delimiters.length()))
                : "\n");
      }
      if (!any) {
        return 0;
      }
      session.out().print(line.toString());
    }
  }

  private static void serial(Session session, Input input, String delimiters)
      throws ErrnoException, CommandException {
    String line;
    int count = 0;
    while ((line = input.readLine()) != null) {
      session
          .out()
          .print(
              count == 0
                  ? ""
                  : String.valueOf(delimiters.charAt((count - 1) % delimiters.length())));
      session.out().print(line);
      count++;
    }
    session.out().print("\n");
  }
}
