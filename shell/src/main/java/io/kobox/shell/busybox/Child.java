package io.kobox.shell.busybox;

import io.kobox.shell.command.PathNames;
import io.kobox.shell.command.Session;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.WaitStatus;
import java.util.List;
import java.util.Map;

/** Commands that commands run (find -exec, xargs, env). */
public final class Child {
  private static final int NOT_FOUND = 127;
  private static final int CANNOT_INVOKE = 126;

  private Child() {}

  /** Runs {@code words} and waits; the shell's status, 127 after saying that it was not found. */
  public static int run(Session session, String who, List<String> words) throws ErrnoException {
    return run(session, who + ": " + words.getFirst() + ": ", words, session.environment());
  }

  /** As above; {@code complaint}: what stands before the error's text. */
  public static int run(
      Session session, String complaint, List<String> words, Map<String, String> environment)
      throws ErrnoException {
    session.out().flush();
    WaitStatus end;
    try {
      Program program = session.runner().find(words, environment);
      if (program == null) {
        throw new ErrnoException(Errno.ENOENT);
      }
      int pid = session.calls().spawn(PathNames.last(words.getFirst()), words, program);
      end = session.calls().wait4(pid, 0, null);
    } catch (ErrnoException e) {
      session.error(complaint + e.getMessage());
      return e.errno() == Errno.ENOENT ? NOT_FOUND : CANNOT_INVOKE;
    }
    return end == null ? CANNOT_INVOKE : end.shellStatus();
  }
}
