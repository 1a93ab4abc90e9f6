package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** A command of the shell itself; runs in the shell's process. */
@FunctionalInterface
public interface Builtin {
  /** {@code argv[0]} is the name it was called by; the result is the exit status. */
  int run(Interpreter shell, List<String> argv) throws ErrnoException;
}
