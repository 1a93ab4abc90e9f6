package io.kobox.shell.lang;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs files that are neither commands of kobox nor scripts: the hook for ELF programs. */
@FunctionalInterface
public interface BinaryLoader {
  /** Runs no file. */
  BinaryLoader NONE = (path, argv, environment) -> null;

  /** Has the machine's kernel run them. */
  BinaryLoader EXECVE =
      (path, argv, environment) ->
          calls -> {
            try {
              calls.execve(path, argv, environment);
            } catch (ErrnoException e) {
              throw new NotExecutedException(e.errno());
            }
            throw new IllegalStateException("this kernel runs no machine code of programs");
          };

  /** The kernel could not execute the file: the process is still the program that it was. */
  final class NotExecutedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    private NotExecutedException(Errno errno) {
      super(errno.text(), null, false, false);
      this.errno = errno;
    }

    /** Why. */
    public Errno errno() {
      return errno;
    }
  }

  /** The program in the file; null: it cannot be run (ENOEXEC). */
  @Nullable Program load(String path, List<String> argv, Map<String, String> environment);
}
