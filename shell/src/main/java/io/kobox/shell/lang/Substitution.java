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

  Substitution(Interpreter shell) {
    this.shell = shell;
  }

  String run(CommandList body) throws ErrnoException {
    return run(child -> isInputFile(body) ? child.copyInput(body) : child.execute(body, true));
  }

  String run(String source) throws ErrnoException {
    return run(child -> new ScriptRunner(child).runText(source, "command substitution"));
  }

  private String run(Interpreter.Task task) throws ErrnoException {
    SystemCalls calls = shell.calls();
    int[] pipe = calls.pipe2(0);
    int pid =
        shell.spawn(
            child -> {
              SystemCalls own = child.calls();
              own.close(pipe[0]);
              own.dup2(pipe[1], 1);
              own.close(pipe[1]);
              child.substitutionDepth++;
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
}
