package io.kobox.shell.dkms;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;

/**
 * Runs what a {@code dkms.conf} holds, which is shell text: in a machine of its own, so that it can
 * change nothing of the host. {@code make} alone is the host's.
 */
public interface ConfShell {
  /**
   * Sources the file and returns the elements of the variables that it then has.
   *
   * @param variables what the text may refer to: {@code kernelver}, {@code dkms_tree}, …
   */
  Map<String, NavigableMap<Integer, String>> source(Path file, Map<String, String> variables)
      throws IOException, InterruptedException;

  /** Runs a command line in {@code folder}; the result is its exit status. */
  int run(String command, Path folder, OutputStream output)
      throws IOException, InterruptedException;
}
