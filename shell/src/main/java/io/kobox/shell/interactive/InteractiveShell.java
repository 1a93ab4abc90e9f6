package io.kobox.shell.interactive;

import io.kobox.shell.lang.CommandFinder;
import io.kobox.shell.lang.ControlFlow;
import io.kobox.shell.lang.Interpreter;
import io.kobox.shell.lang.ScriptRunner;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.SystemCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * The shell at a terminal, as a process of the machine.
 *
 * <pre>{@code
 * int pid = calls.spawn("bash", List.of("bash"),
 *     new InteractiveShell(finder, environment, historyFile, advice, hostWait));
 * }</pre>
 */
public final class InteractiveShell implements Program {
  private final CommandFinder finder;
  private final Map<String, String> environment;
  private final Path historyFile;
  private final Advice advice;
  private final HostWait hostWait;

  public InteractiveShell(
      CommandFinder finder,
      Map<String, String> environment,
      Path historyFile,
      Advice advice,
      HostWait hostWait) {
    this.finder = finder;
    this.environment = environment;
    this.historyFile = historyFile;
    this.advice = advice;
    this.hostWait = hostWait;
  }

  @Override
  public int run(SystemCalls calls) throws ErrnoException {
    Interpreter shell =
        new Interpreter(calls, finder, Interpreter.Mode.INTERACTIVE, "bash", environment);
    try (Terminal terminal = TerminalBuilder.builder().name("kobox").system(true).build()) {
      terminal.handle(
          Terminal.Signal.INT,
          signal -> {
            shell.interrupt();
            hostWait.interruptForeground();
          });
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .parser(new ShellLineParser())
              .completer(new ShellCompleter(hostWait.shared(calls), finder.registry()))
              .highlighter(new ShellHighlighter(finder.registry()))
              .variable(LineReader.HISTORY_FILE, historyFile)
              .variable(LineReader.SECONDARY_PROMPT_PATTERN, "> ")
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .build();
      return shell.runToEnd(() -> loop(shell, reader));
    } catch (IOException e) {
      shell.message("kobox: no terminal: " + e.getMessage() + "\n");
      return 2;
    }
  }

  private int loop(Interpreter shell, LineReader reader) throws ErrnoException {
    advice.take(shell.calls(), "", false);
    while (true) {
      shell.reportJobs();
      String prompt = prompt(shell);
      String line;
      try {
        line = hostWait.await(() -> reader.readLine(prompt));
      } catch (UserInterruptException interrupted) {
        shell.setStatus(130);
        continue;
      } catch (EndOfFileException end) {
        line = null;
      }
      if (line == null) {
        shell.message("exit\n");
        return shell.status();
      }
      shell.clearInterrupt();
      // Here the host's text becomes bytes of the machine.
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      execute(shell, new String(bytes, StandardCharsets.ISO_8859_1));
    }
  }

  /** Runs one line; only {@code exit} leaves the shell. */
  void execute(Interpreter shell, String line) throws ErrnoException {
    try {
      new ScriptRunner(shell).runLines(line + "\n", 1);
    } catch (ControlFlow.Interrupted interrupted) {
      shell.message("\n");
      shell.setStatus(130);
    } catch (ControlFlow.Exit exit) {
      throw exit;
    } catch (ControlFlow flow) {
      shell.setStatus(flow.number());
    }
    advice
        .take(shell.calls(), line, shell.status() != 0)
        .forEach(text -> shell.message("kobox: " + text + "\n"));
  }

  /** {@code root@kobox:~# }, or what PS1 says: \\u, \\h, \\w, \\$ are known. */
  static String prompt(Interpreter shell) {
    String pattern = shell.variables().get("PS1", "\\u@\\h:\\w\\$ ");
    String directory = shell.variables().get("PWD", "/");
    String home = shell.variables().get("HOME", "/root");
    if (directory.equals(home)) {
      directory = "~";
    } else if (directory.startsWith(home + "/")) {
      directory = "~" + directory.substring(home.length());
    }
    return pattern
        .replace("\\u", "root")
        .replace("\\h", shell.calls().uname().nodename())
        .replace("\\w", directory)
        .replace("\\$", "#");
  }
}
