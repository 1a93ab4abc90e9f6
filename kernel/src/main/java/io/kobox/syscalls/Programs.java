package io.kobox.syscalls;

import java.util.List;
import java.util.Map;

/** The Java programs that lie as files in the machine, so that a kernel can execute them. */
public interface Programs {
  /** Their absolute paths. */
  List<String> paths();

  /**
   * The program at {@code path}.
   *
   * @throws ErrnoException ENOENT if there is none
   */
  Program program(String path, List<String> argv, Map<String, String> environment)
      throws ErrnoException;

  /**
   * What execve by a process with {@code calls} runs: the file that {@code argv} begins with, be it
   * a program of the machine, a script or machine code.
   *
   * @throws ErrnoException ENOENT: no such file; EACCES, ENOEXEC, EISDIR: no program
   */
  Program find(SystemCalls calls, List<String> argv, Map<String, String> environment)
      throws ErrnoException;
}
