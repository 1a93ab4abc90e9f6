package io.kobox.shell.kmod;

import io.kobox.kmod.depmod.DepmodFailure;
import io.kobox.kmod.depmod.DepmodLog;
import io.kobox.syscalls.ErrnoException;

/** depmod's messages through the tool's log. A stream that is closed swallows them. */
final class DepmodToolLog implements DepmodLog {
  private interface Message {
    void write() throws ErrnoException;
  }

  private final Tool tool;

  DepmodToolLog(Tool tool) {
    this.tool = tool;
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
    try {
      message.write();
    } catch (ErrnoException e) {
      tool.useSyslog();
    }
  }
}
