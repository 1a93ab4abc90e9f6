package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.Redirection;
import io.kobox.shell.lang.ast.Word;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Performs redirections, and undoes those of builtins and compound commands (bash's redir.c). */
final class Redirector {
  /** A here-document longer than this does not fit into a pipe unread. */
  private static final int PIPE_SIZE = 4096;

  private static final int FIRST_SAVED = 10;

  private final Interpreter shell;

  /** Copies of the shell's own descriptors that its children must not keep open. */
  private final Set<Integer> saved = new TreeSet<>();

  Redirector(Interpreter shell) {
    this.shell = shell;
  }

  /** A descriptor to restore: {@code copy} -1: it was closed. */
  private record Undo(int fd, int copy) {}

  /** What has been redirected and can be undone. */
  static final class Done {
    private final Deque<Undo> undos = new ArrayDeque<>();
  }

  /** Those copies that are open now. */
  Set<Integer> saved() {
    return saved;
  }

  /** Performs all; on an error says it, undoes what was done and returns null. */
  @Nullable Done apply(List<Redirection> redirections, boolean undoable) throws ErrnoException {
    Done done = new Done();
    for (Redirection redirection : redirections) {
      if (!perform(redirection, undoable ? done : null)) {
        undo(done);
        return null;
      }
    }
    return done;
  }

  void undo(Done done) {
    SystemCalls calls = shell.calls();
    while (!done.undos.isEmpty()) {
      Undo undo = done.undos.pop();
      try {
        if (undo.copy < 0) {
          calls.close(undo.fd);
        } else {
          calls.dup2(undo.copy, undo.fd);
          calls.close(undo.copy);
          saved.remove(undo.copy);
        }
      } catch (ErrnoException e) {
        // Nothing more can be done: it was closed already.
      }
    }
  }

  private void save(int fd, @Nullable Done done) {
    if (done == null) {
      return;
    }
    int copy = -1;
    try {
      copy = shell.calls().fcntl(fd, SystemCalls.F_DUPFD, FIRST_SAVED);
      saved.add(copy);
    } catch (ErrnoException closed) {
      copy = -1;
    }
    done.undos.push(new Undo(fd, copy));
  }

  private boolean perform(Redirection redirection, @Nullable Done done) throws ErrnoException {
    String operator = redirection.operator();
    int standard = operator.charAt(0) == '<' ? 0 : 1;
    int fd = redirection.fd() < 0 ? standard : redirection.fd();
    if (operator.startsWith("<<")) {
      String text = shell.expander().single(redirection.target());
      return move(document(operator.equals("<<<") ? text + "\n" : text), fd, done, "here-document");
    }
    List<String> fields = targets(redirection.target());
    if (fields.size() != 1) {
      shell.error(redirection.target().source() + ": ambiguous redirect");
      return false;
    }
    String target = fields.getFirst();
    if (operator.equals("<&") || operator.equals(">&")) {
      boolean number = !target.isEmpty() && target.chars().allMatch(c -> c >= '0' && c <= '9');
      if (number || target.equals("-") || operator.equals("<&") || redirection.fd() >= 0) {
        return duplicate(target, fd, done);
      }
      operator = "&>";
    }
    int flags =
        switch (operator) {
          case "<" -> OpenFlags.O_RDONLY;
          case "<>" -> OpenFlags.O_RDWR | OpenFlags.O_CREAT;
          case ">>", "&>>" -> OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND;
          default -> OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC;
        };
    if (operator.equals(">") && shell.options().noclobber && isRegular(target)) {
      shell.error(target + ": cannot overwrite existing file");
      return false;
    }
    int opened;
    try {
      opened = shell.calls().openat(OpenFlags.AT_FDCWD, target, flags, 0666);
    } catch (ErrnoException e) {
      shell.error(target + ": " + Errno.strerror(e.number()));
      return false;
    }
    if (!move(opened, fd, done, target)) {
      return false;
    }
    return !operator.startsWith("&>") || duplicate("1", 2, done);
  }

  /** The target's words; a script in POSIX mode does not split them. */
  private List<String> targets(Word word) throws ErrnoException {
    if (shell.isInteractive()) {
      return shell.expander().fields(List.of(word));
    }
    String target = shell.expander().single(word);
    return target.isEmpty() && !word.hasQuotes() ? List.of() : List.of(target);
  }

  private boolean isRegular(String path) {
    try {
      return FileMode.isRegular(shell.calls().newfstatat(OpenFlags.AT_FDCWD, path, 0).mode());
    } catch (ErrnoException e) {
      return false;
    }
  }

  /** Makes {@code opened} descriptor {@code fd}. */
  private boolean move(int opened, int fd, @Nullable Done done, String target)
      throws ErrnoException {
    if (opened == fd) {
      if (done != null) {
        done.undos.push(new Undo(fd, -1));
      }
      return true;
    }
    save(fd, done);
    try {
      shell.calls().dup2(opened, fd);
      shell.calls().close(opened);
      return true;
    } catch (ErrnoException e) {
      shell.calls().close(opened);
      shell.error(target + ": " + Errno.strerror(e.number()));
      return false;
    }
  }

  private boolean duplicate(String target, int fd, @Nullable Done done) throws ErrnoException {
    SystemCalls calls = shell.calls();
    boolean moves = target.length() > 1 && target.endsWith("-");
    String from = moves ? target.substring(0, target.length() - 1) : target;
    if (target.equals("-")) {
      save(fd, done);
      try {
        calls.close(fd);
      } catch (ErrnoException alreadyClosed) {
        return true;
      }
      return true;
    }
    if (from.isEmpty() || from.length() > 9 || !from.chars().allMatch(c -> c >= '0' && c <= '9')) {
      shell.error(target + ": ambiguous redirect");
      return false;
    }
    int source = Integer.parseInt(from);
    try {
      if (source != fd) {
        calls.fcntl(source, SystemCalls.F_GETFL, 0);
        save(fd, done);
        calls.dup2(source, fd);
        if (moves) {
          save(source, done);
          calls.close(source);
        }
      } else {
        calls.fcntl(source, SystemCalls.F_GETFL, 0);
      }
      return true;
    } catch (ErrnoException e) {
      shell.error(from + ": " + Errno.strerror(e.number()));
      return false;
    }
  }

  /** A descriptor that reads {@code text}. */
  private int document(String text) throws ErrnoException {
    SystemCalls calls = shell.calls();
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length <= PIPE_SIZE) {
      int[] pipe = calls.pipe2(0);
      writeAll(pipe[1], bytes);
      calls.close(pipe[1]);
      return pipe[0];
    }
    String path = "/tmp/sh-thd." + calls.getpid();
    int fd =
        calls.openat(
            OpenFlags.AT_FDCWD,
            path,
            OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_TRUNC,
            0600);
    writeAll(fd, bytes);
    calls.lseek(fd, 0, SystemCalls.SEEK_SET);
    calls.unlinkat(OpenFlags.AT_FDCWD, path, 0);
    return fd;
  }

  private void writeAll(int fd, byte[] bytes) throws ErrnoException {
    int done = 0;
    while (done < bytes.length) {
      done += shell.calls().write(fd, bytes, done, bytes.length - done);
    }
  }
}
