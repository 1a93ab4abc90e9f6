package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code tee}, in busybox's words; each read is written at once. */
public final class Tee extends Utility {
  public Tee() {
    super(
        Origin.BUSYBOX,
        "tee",
        "copy standard input to files",
        """
        Usage: tee [-ai] [FILE]...

        Copy stdin to each FILE, and also to stdout

          -a  Append to the given FILEs, don't overwrite
          -i  Ignore interrupt signals (SIGINT)""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "ai", "append=a");
    SystemCalls calls = session.calls();
    Map<Integer, String> files = new LinkedHashMap<>();
    files.put(1, "standard output");
    int status = 0;
    int how =
        OpenFlags.O_WRONLY
            | OpenFlags.O_CREAT
            | (options.has('a') ? OpenFlags.O_APPEND : OpenFlags.O_TRUNC);
    for (String path : options.operands()) {
      try {
        files.put(calls.openat(OpenFlags.AT_FDCWD, path, how, 0666), path);
      } catch (ErrnoException e) {
        complain(session, path, e);
        status = 1;
      }
    }
    byte[] buffer = new byte[4096];
    int count;
    while (!files.isEmpty() && (count = calls.read(0, buffer, 0, buffer.length)) > 0) {
      for (Map.Entry<Integer, String> file : List.copyOf(files.entrySet())) {
        try {
          writeAll(calls, file.getKey(), buffer, count);
        } catch (ErrnoException e) {
          complain(session, file.getValue(), e);
          files.remove(file.getKey());
          status = 1;
        }
      }
    }
    return status;
  }

  private static void writeAll(SystemCalls calls, int fd, byte[] buffer, int count)
      throws ErrnoException {
    int done = 0;
    while (done < count) {
      done += calls.write(fd, buffer, done, count - done);
    }
  }
}
