package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.ControlFlow;
import io.kobox.shell.lang.Interpreter;
import io.kobox.shell.lang.ScriptRunner;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code .} and {@code source}: runs a file in this shell. */
public final class SourceBuiltin implements Builtin {
  private static final int LARGEST = 16 << 20;

  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    if (argv.size() < 2) {
      shell.error(argv.getFirst() + ": filename argument required");
      return Builtins.usage(shell, argv.getFirst(), argv.getFirst() + " filename [arguments]");
    }
    String file = argv.get(1);
    String path = search(shell, file);
    if (path == null) {
      shell.error(argv.getFirst() + ": " + file + ": file not found");
      return failed(shell);
    }
    String text;
    try {
      text = read(shell.calls(), path);
    } catch (ErrnoException e) {
      shell.error(
          e.errno() == Errno.EISDIR
              ? argv.getFirst() + ": " + path + ": is a directory"
              : path + ": " + Errno.strerror(e.number()));
      return failed(shell);
    }
    List<String> outer = shell.positional();
    boolean arguments = argv.size() > 2;
    if (arguments) {
      shell.setPositional(argv.subList(2, argv.size()));
    }
    try {
      return shell.sourced(path, () -> new ScriptRunner(shell).runFile(text));
    } finally {
      if (arguments) {
        shell.setPositional(outer);
      }
    }
  }

  private static int failed(Interpreter shell) {
    if (!shell.isInteractive()) {
      throw new ControlFlow.Exit(1);
    }
    return 1;
  }

  private static @Nullable String search(Interpreter shell, String file) {
    if (file.indexOf('/') >= 0) {
      return file;
    }
    for (String directory : shell.variables().get("PATH", "").split(":", -1)) {
      String path = (directory.isEmpty() ? "." : directory) + "/" + file;
      try {
        if (FileMode.isRegular(shell.calls().newfstatat(OpenFlags.AT_FDCWD, path, 0).mode())) {
          return path;
        }
      } catch (ErrnoException e) {
        // Nothing more can be done: it is not there.
      }
    }
    return null;
  }

  /** The whole file as text. */
  public static String read(SystemCalls calls, String path) throws ErrnoException {
    int fd = calls.openat(OpenFlags.AT_FDCWD, path, OpenFlags.O_RDONLY, 0);
    try {
      if (FileMode.isDirectory(calls.fstat(fd).mode())) {
        throw new ErrnoException(Errno.EISDIR);
      }
      StringBuilder text = new StringBuilder();
      byte[] buffer = new byte[8192];
      int count;
      while ((count = calls.read(fd, buffer, 0, buffer.length)) > 0) {
        text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
        if (text.length() > LARGEST) {
          throw new ErrnoException(Errno.EFBIG);
        }
      }
      return text.toString();
    } finally {
      calls.close(fd);
    }
  }
}
