package io.kobox.shell.kmod;

import io.kobox.kmod.KmodAbort;
import io.kobox.shell.command.Command;
import io.kobox.shell.command.Session;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** What kmod's tools have in common. */
abstract class KmodTool implements Command {
  private static final int SIGABRT = 6;

  private final String name;
  private final String summary;

  KmodTool(String name, String summary) {
    this.name = name;
    this.summary = summary;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String summary() {
    return summary;
  }

  @Override
  public final String usage() {
    return usage(name);
  }

  /** The help of the program called {@code program}. */
  abstract String usage(String program);

  /** The program's main; {@code argv} starts with the name. */
  abstract int main(Tool tool, List<String> argv) throws ErrnoException, ToolExit;

  @Override
  public final int run(Session session) throws ErrnoException {
    Tool tool = new Tool(session);
    try {
      return main(tool, session.argv());
    } catch (ToolExit e) {
      return e.status();
    } catch (KmodAbort e) {
      tool.printError(tool.program() + ": " + e.text() + "\n");
      session.calls().kill(session.calls().getpid(), SIGABRT);
      return 128 + SIGABRT;
    }
  }
}
