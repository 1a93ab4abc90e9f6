package io.kobox.shell.kmod;

import io.kobox.kmod.depmod.DepmodFailure;
import io.kobox.kmod.depmod.DepmodLog;
import io.kobox.shell.command.Terminal;
import io.kobox.shell.interactive.Progress;
import io.kobox.syscalls.ErrnoException;

/** depmod's messages through the tool's log. A stream that is closed swallows them. */
final class DepmodToolLog implements DepmodLog {
  private static final int STANDARD_ERROR = 2;

  private interface Message {
    void write() throws ErrnoException;
  }

  /** What takes so many modules is worth a bar. */
  private static final int LONG_WORK = 500;

  private final Tool tool;
  private final Progress progress;

  DepmodToolLog(Tool tool) {
    this.tool = tool;
    this.progress = Progress.on(this::draw, Terminal.is(tool.calls(), STANDARD_ERROR));
  }

  private void draw(String text) {
    try {
      tool.session().err().print(text);
      tool.session().err().flush();
    } catch (ErrnoException e) {
      // nobody watches any more
      tool.useSyslog();
    }
  }

  @Override
  public void read(int done, int all) {
    if (done == all) {
      progress.close();
    } else if (all >= LONG_WORK) {
      progress.step(done, all, "depmod");
    }
  }

  @Override
  public void error(String text) {
    say(() -> tool.error(text));
  }

  @Override
  public void warning(String text) {
    say(() -> tool.warning(text));
  }

  @Override
  public void info(String text) {
    say(() -> tool.info(text));
  }

  @Override
  public void show(String text) {
    if (tool.priority() > Tool.WARNING) {
      say(
          () -> {
            tool.print(text + "\n");
            tool.flush();
          });
    }
  }

  @Override
  public DepmodFailure fatal(String text) {
    say(() -> tool.fatal(text));
    return new DepmodFailure(text);
  }

  private void say(Message message) {
    progress.close();
    try {
      message.write();
    } catch (ErrnoException e) {
      tool.useSyslog();
    }
  }
}
