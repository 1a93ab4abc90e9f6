package io.kobox.shell.command;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds programs by name, for commands that start others ({@code timeout}, {@code env}, {@code find
 * -exec}).
 */
public interface CommandRunner {
  /** The program {@code argv[0]} names, ready to spawn; null: command not found. */
  @Nullable Program find(List<String> argv, Map<String, String> environment) throws ErrnoException;
}
