package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.CommandList;
import io.kobox.shell.lang.ast.Node;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.WaitStatus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** <code>$(…)</code> and {@code `…`}: a child's output as text. */
final class Substitution {
  private static final int MOST_BYTES = 64 << 20;

  private final Interpreter shell;
  private final Children children;

  Substitution(Interpreter shell, Children children) {
    this.shell = shell;
    this.children = children;
  }

  String run(CommandList body) throws ErrnoException {
    return run(child -> isInputFile(body) ? copyInput(child, body) : child.execute(body, true));
  }

  String run(String source) throws ErrnoException {
    return run(child -> new ScriptRunner(child).runText(source, "command substitution"));
  }

  private String run(Children.Task task) throws ErrnoException {
    SystemCalls calls = shell.calls();
    int[] pipe = calls.pipe2(0);
    int pid =
        children.spawn(
            child -> {
              SystemCalls own = child.calls();
              own.close(pipe[0]);
              own.dup2(pipe[1], 1);
              own.close(pipe[1]);
              child.frame().substitutions++;
              return task.run(child);
            });
    calls.close(pipe[1]);
    String text = read(pipe[0]);
    calls.close(pipe[0]);
    WaitStatus status = calls.wait4(pid, 0, null);
    shell.setSubstitutionStatus(status == null ? 0 : status.shellStatus());
    if (text.indexOf('\0') >= 0) {
      shell.error("warning: command substitution: ignored null byte in input");
      text = text.replace("\0", "");
    }
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '\n') {
      end--;
    }
    return text.substring(0, end);
  }

  private String read(int fd) throws ErrnoException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    int count;
    while (bytes.size() < MOST_BYTES
        && (count = shell.calls().read(fd, buffer, 0, buffer.length)) > 0) {
      bytes.write(buffer, 0, count);
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  /** Whether it is {@code $(<file)}, which bash reads itself. */
  private static boolean isInputFile(CommandList body) {
    return body.items().size() == 1
        && body.items().getFirst().node() instanceof Node.Simple simple
        && simple.words().isEmpty()
        && simple.assignments().isEmpty()
        && simple.redirections().size() == 1
        && simple.redirections().getFirst().operator().equals("<");
  }

  /** {@code $(<file)}: copies the file to standard output. */
  private static int copyInput(Interpreter child, CommandList body) throws ErrnoException {
    Node.Simple simple = (Node.Simple) body.items().getFirst().node();
    child.frame().line = simple.line();
    if (child.redirector().apply(simple.redirections(), false) == null) {
      return 1;
    }
    SystemCalls calls = child.calls();
    byte[] buffer = new byte[8192];
    int count;
    while ((count = calls.read(0, buffer, 0, buffer.length)) > 0) {
      int done = 0;
      while (done < count) {
        done += calls.write(1, buffer, done, count - done);
      }
    }
    return 0;
  }
}
