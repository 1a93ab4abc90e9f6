package io.kobox.shell.lang;

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
            calls.execve(path, argv, environment);
            throw new IllegalStateException("this kernel runs no machine code of programs");
          };

  /** The program in the file; null: it cannot be run (ENOEXEC). */
  @Nullable Program load(String path, List<String> argv, Map<String, String> environment);
}
