package io.kobox.kernel.process;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import java.util.List;
import java.util.Map;

/** Loads files of machine code (struct linux_binfmt). */
public interface BinaryFormat {
  /**
   * Makes {@code process} ready to be the program in the file at {@code path}; what it was is gone
   * then.
   *
   * @throws ErrnoException ENOEXEC and others: it is no program, and nothing has changed
   */
  Program load(
      ProcessCalls calls,
      Process process,
      String path,
      List<String> argv,
      Map<String, String> environment)
      throws ErrnoException;
}
