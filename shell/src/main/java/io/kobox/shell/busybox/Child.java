package io.kobox.shell.busybox;

import io.kobox.shell.command.PathNames;
import io.kobox.shell.command.Session;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.WaitStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Commands that commands run (find -exec, xargs, env, timeout). */
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
    int pid = spawn(session, complaint, words, environment);
    if (pid < 0) {
      return -pid;
    }
    WaitStatus end = session.calls().wait4(pid, 0, null);
    return end == null ? CANNOT_INVOKE : end.shellStatus();
  }

  /** The child's pid, or the negative exit status of one that cannot be started. */
  public static int spawn(
      Session session, String complaint, List<String> words, Map<String, String> environment)
      throws ErrnoException {
    session.out().flush();
    try {
      Program program = find(session, words, environment);
      return session
          .calls()
          .spawn(
              PathNames.last(words.getFirst()),
              words,
              calls -> execute(session, calls, program, words, environment, complaint));
    } catch (ErrnoException e) {
      session.error(complaint + e.getMessage());
      return -status(e);
    }
  }

  private static Program find(Session session, List<String> words, Map<String, String> environment)
      throws ErrnoException {
    try {
      Program program = session.runner().find(words, environment);
      if (program == null) {
        throw new ErrnoException(Errno.ENOENT);
      }
      return program;
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOEXEC) {
        return shell(session, words, environment);
      }
      throw e;
    }
  }

  /** What execvp() runs when the kernel says that a file is no program. */
  private static Program shell(Session session, List<String> words, Map<String, String> environment)
      throws ErrnoException {
    List<String> script = new ArrayList<>(words);
    script.addFirst("/bin/sh");
    Program program = session.runner().find(script, environment);
    if (program == null) {
      throw new ErrnoException(Errno.ENOENT);
    }
    return program;
  }

  /** In the child: it becomes the program; the kernel may still refuse that. */
  private static int execute(
      Session session,
      SystemCalls calls,
      Program program,
      List<String> words,
      Map<String, String> environment,
      String complaint)
      throws ErrnoException {
    try {
      return program.run(calls);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOEXEC) {
        return shell(session, words, environment).run(calls);
      }
      byte[] text = (complaint + e.getMessage() + "\n").getBytes(StandardCharsets.ISO_8859_1);
      calls.write(2, text, 0, text.length);
      return status(e);
    }
  }

  private static int status(ErrnoException e) {
    return e.errno() == Errno.ENOENT ? NOT_FOUND : CANNOT_INVOKE;
  }
}
