package io.kobox.shell.lang;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.SystemCalls;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs files that are neither commands of kobox nor scripts: the hook for ELF programs. */
@FunctionalInterface
public interface BinaryLoader {
  /** Runs no file. */
  BinaryLoader NONE = (path, argv, environment) -> null;

  /** Has the machine's kernel run them. */
  BinaryLoader EXECVE = Binary::new;

  /** A process that becomes the program in a file; its errors are those of execve. */
  record Binary(String path, List<String> argv, Map<String, String> environment)
      implements Program {
    @Override
    public int run(SystemCalls calls) throws ErrnoException {
      calls.execve(path, argv, environment);
      throw new IllegalStateException("this kernel runs no machine code of programs");
    }
  }

  /** The program in the file; null: it cannot be run (ENOEXEC). */
  @Nullable Program load(String path, List<String> argv, Map<String, String> environment);
}
