package io.kobox.shell.lang;

import io.kobox.shell.command.Command;
import io.kobox.shell.command.Session;
import io.kobox.shell.lang.builtin.SourceBuiltin;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code sh} and {@code bash} as programs. */
public final class ShellCommand implements Command {
  private static final int SAMPLE = 80;

  private static final int LONGEST = 16 << 20;

  private final String name;
  private final CommandFinder finder;

  public ShellCommand(String name, CommandFinder finder) {
    this.name = name;
    this.finder = finder;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String summary() {
    return "the shell: runs commands, scripts and pipelines";
  }

  @Override
  public String usage() {
    return "Usage: " + name + " [-euxo pipefail] [-c COMMANDS | FILE | -s] [ARGUMENT...]\n";
  }

  @Override
  public int run(Session session) throws ErrnoException {
    List<String> argv = session.argv();
    Options options = new Options();
    boolean command = false;
    boolean input = false;
    int at = 1;
    for (; at < argv.size(); at++) {
      String word = argv.get(at);
      if (word.equals("--help")) {
        session.out().print(usage());
        return 0;
      }
      if (word.equals("--") || word.equals("-")) {
        at++;
        break;
      }
      if (word.length() < 2 || (word.charAt(0) != '-' && word.charAt(0) != '+')) {
        break;
      }
      if (word.startsWith("--")) {
        continue;
      }
      boolean on = word.charAt(0) == '-';
      for (int i = 1; i < word.length(); i++) {
        char letter = word.charAt(i);
        switch (letter) {
          case 'c' -> command = true;
          case 's' -> input = true;
          case 'i', 'l', 'r' -> {}
          case 'o' -> {
            if (++at >= argv.size() || !options.set(argv.get(at), on)) {
              session.error(
                  argv.getFirst()
                      + ": "
                      + (at < argv.size() ? argv.get(at) : "-o")
                      + ": invalid option name");
              return 2;
            }
          }
          default -> {
            if (!options.set(letter, on)) {
              session.error(argv.getFirst() + ": " + word.charAt(0) + letter + ": invalid option");
              return 2;
            }
          }
        }
      }
    }
    List<String> rest = argv.subList(at, argv.size());
    if (command) {
      return commandString(session, rest, options);
    }
    if (input || rest.isEmpty()) {
      return standardInput(session, rest, options);
    }
    return file(session, rest, options);
  }

  private Interpreter shell(
      Session session,
      Interpreter.Mode mode,
      String shellName,
      List<String> arguments,
      Options options) {
    Interpreter shell =
        new Interpreter(session.calls(), finder, mode, shellName, session.environment());
    shell.options().copyFrom(options);
    shell.setPositional(arguments);
    return shell;
  }

  private int commandString(Session session, List<String> rest, Options options)
      throws ErrnoException {
    if (rest.isEmpty()) {
      session.error(session.argv().getFirst() + ": -c: option requires an argument");
      return 2;
    }
    String shellName = rest.size() > 1 ? rest.get(1) : session.argv().getFirst();
    List<String> arguments = rest.size() > 2 ? rest.subList(2, rest.size()) : List.of();
    Interpreter shell =
        shell(session, Interpreter.Mode.COMMAND_STRING, shellName, arguments, options);
    return shell.runToEnd(() -> new ScriptRunner(shell).runCommandString(rest.getFirst()));
  }

  private int file(Session session, List<String> rest, Options options) throws ErrnoException {
    String path = rest.getFirst();
    Interpreter shell =
        shell(session, Interpreter.Mode.FILE, path, rest.subList(1, rest.size()), options);
    String text;
    try {
      text = SourceBuiltin.read(session.calls(), path);
    } catch (ErrnoException e) {
      boolean missing = e.errno() == Errno.ENOENT;
      session.error(
          e.errno() == Errno.EISDIR
              ? path + ": " + path + ": Is a directory"
              : session.argv().getFirst()
                  + ": "
                  + (missing
                      ? "0: cannot open " + path + ": No such file"
                      : path + ": " + Errno.strerror(e.number())));
      return missing ? 127 : 126;
    }
    if (isBinary(text)) {
      session.error(path + ": " + path + ": cannot execute binary file");
      return 126;
    }
    shell.frame().source = path;
    return shell.runToEnd(() -> new ScriptRunner(shell).runFile(text));
  }

  /** bash's check_binary_file(): a zero in the first line, or the first 80 bytes of that. */
  private static boolean isBinary(String text) {
    int end = text.indexOf('\n');
    int zero = text.indexOf('\0');
    return zero >= 0 && zero < SAMPLE && (end < 0 || zero < end);
  }

  private int standardInput(Session session, List<String> rest, Options options)
      throws ErrnoException {
    Interpreter shell =
        shell(session, Interpreter.Mode.STANDARD_INPUT, session.argv().getFirst(), rest, options);
    return shell.runToEnd(() -> readCommands(shell));
  }

  /** Reads line by line, so that commands can read the rest of standard input. */
  private static int readCommands(Interpreter shell) throws ErrnoException {
    List<String> pending = new ArrayList<>();
    int firstLine = 1;
    int status = 0;
    while (true) {
      String line = readLine(shell.calls());
      if (line != null) {
        pending.add(line);
      }
      String text = String.join("", pending);
      if (line != null && isIncomplete(text)) {
        continue;
      }
      if (!text.isEmpty()) {
        status = new ScriptRunner(shell).runLines(text, firstLine);
      }
      firstLine += pending.size();
      pending.clear();
      if (line == null) {
        return status;
      }
    }
  }

  /** Whether {@code text} needs more lines to be complete commands. */
  public static boolean isIncomplete(String text) {
    if (text.endsWith("\\\n") && !text.endsWith("\\\\\n")) {
      return true;
    }
    Parser parser = new Parser(text);
    try {
      while (parser.next() != null) {
        if (!parser.takeWarnings().isEmpty()) {
          return true;
        }
      }
      return !parser.takeWarnings().isEmpty();
    } catch (SyntaxException e) {
      return e.incomplete();
    }
  }

  private static @Nullable String readLine(SystemCalls calls) throws ErrnoException {
    StringBuilder line = new StringBuilder();
    byte[] one = new byte[1];
    while (line.length() < LONGEST && calls.read(0, one, 0, 1) > 0) {
      line.append(new String(one, StandardCharsets.ISO_8859_1));
      if (one[0] == '\n') {
        break;
      }
    }
    return line.isEmpty() ? null : line.toString();
  }
}
