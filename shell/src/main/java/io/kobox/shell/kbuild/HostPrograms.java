package io.kobox.shell.kbuild;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The programs of the host that a build needs. */
public interface HostPrograms {
  /** Whether the PATH has it. */
  boolean has(String program);

  /** Runs it on kobox's own standard streams; the result is its exit status. */
  int run(List<String> argv) throws IOException, InterruptedException;

  /**
   * Runs it in {@code folder}; both its output streams go to {@code output}.
   *
   * @param environment in addition to the user's; an empty value: the variable is taken away
   */
  int run(List<String> argv, Path folder, Map<String, String> environment, OutputStream output)
      throws IOException, InterruptedException;

  /** Those on the PATH of the user. */
  static HostPrograms ofUser() {
    return new HostPrograms() {
      @Override
      public boolean has(String program) {
        for (String folder : String.valueOf(System.getenv("PATH")).split(":", -1)) {
          if (Files.isExecutable(Path.of(folder).resolve(program))) {
            return true;
          }
        }
        return false;
      }

      @Override
      public int run(List<String> argv) throws IOException, InterruptedException {
        return new ProcessBuilder(argv).inheritIO().start().waitFor();
      }

      @Override
      public int run(
          List<String> argv, Path folder, Map<String, String> environment, OutputStream output)
          throws IOException, InterruptedException {
        ProcessBuilder builder =
            new ProcessBuilder(argv)
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().values().removeIf(String::isEmpty);
        Process process = builder.start();
        process.getInputStream().transferTo(output);
        return process.waitFor();
      }
    };
  }
}
