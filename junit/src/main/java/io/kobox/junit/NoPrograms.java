package io.kobox.junit;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.Programs;
import io.kobox.syscalls.SystemCalls;
import java.util.List;
import java.util.Map;

/** A test's machine has no programs: the test is all that runs. */
enum NoPrograms implements Programs {
  NONE;

  @Override
  public List<String> paths() {
    return List.of();
  }

  @Override
  public Program program(String path, List<String> argv, Map<String, String> environment)
      throws ErrnoException {
    throw new ErrnoException(Errno.ENOENT);
  }

  @Override
  public Program find(SystemCalls calls, List<String> argv, Map<String, String> environment)
      throws ErrnoException {
    throw new ErrnoException(Errno.ENOENT);
  }
}
