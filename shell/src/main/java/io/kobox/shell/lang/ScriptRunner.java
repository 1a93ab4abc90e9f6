package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.CommandList;
import io.kobox.syscalls.ErrnoException;

/** Reads and executes shell text command by command. */
public final class ScriptRunner {
  private static final int SYNTAX_ERROR = 2;

  private final Interpreter shell;

  public ScriptRunner(Interpreter shell) {
    this.shell = shell;
  }

  /** {@code sh -c}: the last command may take the shell's process. */
  public int runCommandString(String text) throws ErrnoException {
    // bash reads the text as a line: it ends in a newline.
    return run(new Parser(text.endsWith("\n") ? text : text + "\n"), "-c", true);
  }

  public int runFile(String text) throws ErrnoException {
    return run(new Parser(text), "", false);
  }

  /** Lines of standard input from {@code firstLine} on. */
  public int runLines(String text, int firstLine) throws ErrnoException {
    return run(new Parser(text, firstLine), "", false);
  }

  /** Text of eval, trap or a substitution; {@code what} names it in syntax errors. */
  public int runText(String text, String what) throws ErrnoException {
    int line = shell.frame().line;
    try {
      return run(new Parser(text, what.equals("eval") ? 1 : line), what, false);
    } finally {
      shell.frame().line = line;
    }
  }

  private int run(Parser parser, String what, boolean lastTakesProcess) throws ErrnoException {
    shell.setStatus(shell.status());
    int status = 0;
    while (true) {
      CommandList list;
      try {
        list = parser.next();
      } catch (SyntaxException e) {
        report(e, parser, what);
        shell.setStatus(SYNTAX_ERROR);
        if (what.equals("eval") && !shell.isInteractive()) {
          throw new ControlFlow.Exit(SYNTAX_ERROR);
        }
        return SYNTAX_ERROR;
      }
      for (String warning : parser.takeWarnings()) {
        shell.message(name() + ": " + warning + "\n");
      }
      if (list == null) {
        return status;
      }
      if (shell.options().noexec) {
        continue;
      }
      status = shell.execute(list, lastTakesProcess && parser.atEnd());
    }
  }

  private String name() {
    String source = shell.frame().source;
    return source == null || source.isEmpty() ? shell.name() : source;
  }

  /** parse.y: parser_error(): the message, then the line where it happened. */
  void report(SyntaxException e, Parser parser, String what) {
    String prefix = shell.isInteractive() ? "bash: " : name() + ": ";
    boolean name = e.text().startsWith("`");
    if (!what.isEmpty() && !name && !shell.isInteractive()) {
      prefix += what + ": ";
    }
    if (!shell.isInteractive()) {
      prefix += "line " + e.line() + ": ";
    }
    shell.message(prefix + e.text() + "\n");
    if (e.showsLine() && !shell.isInteractive()) {
      shell.message(prefix + "`" + parser.errorLine() + "'\n");
    }
  }
}
