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
}
