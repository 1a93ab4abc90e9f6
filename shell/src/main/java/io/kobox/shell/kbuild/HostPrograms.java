package io.kobox.shell.kbuild;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The programs of the host that a build needs. */
public interface HostPrograms {
  /** Whether the PATH has it. */
  boolean has(String program);

  /** Runs it on kobox's own standard streams; the result is its exit status. */
  int run(List<String> argv) throws IOException, InterruptedException;

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
    };
  }
}
