package io.kobox.shell.kbuild;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Calls kbuild for one folder of module sources (Linux: Documentation/kbuild/modules.rst). */
final class Kbuild {
  private final HostPrograms programs;
  private final KernelHeaders headers;
  private final Path folder;

  Kbuild(HostPrograms programs, KernelHeaders headers, Path folder) {
    this.programs = programs;
    this.headers = headers;
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** Says what is missing on the host; a compiler given as {@code CC=} is the user's matter. */
  void check(List<String> arguments) throws BuildException {
    if (!Files.isDirectory(folder)) {
      throw new BuildException(folder + ": not a directory");
    }
    if (!Files.exists(folder.resolve("Makefile")) && !Files.exists(folder.resolve("Kbuild"))) {
      throw new BuildException(
          folder + " has neither Makefile nor Kbuild\nit needs one line at least: " + example());
    }
    if (!programs.has("make")) {
      throw missing("make", "make");
    }
    boolean chosen =
        arguments.stream().anyMatch(word -> word.startsWith("CC=") || word.startsWith("LLVM="));
    String compiler = headers.compiler();
    if (!chosen && !programs.has(compiler)) {
      throw missing(compiler + " (which " + headers.folder() + " builds with)", compiler);
    }
  }

  /** Runs it; the result is make's exit status. */
  int make(List<String> arguments) throws IOException, InterruptedException {
    List<String> argv = new ArrayList<>();
    argv.addAll(List.of("make", "-C", headers.folder().toString(), "M=" + folder));
    argv.addAll(arguments);
    return programs.run(argv);
  }

  /** The line of a Makefile for the folder's C files. */
  private String example() throws BuildException {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> objects =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> name.endsWith(".c") && !name.endsWith(".mod.c"))
              .map(name -> name.substring(0, name.length() - 1) + "o")
              .sorted()
              .toList();
      return "obj-m := " + (objects.isEmpty() ? "NAME.o" : String.join(" ", objects));
    } catch (IOException e) {
      throw new BuildException(folder + ": cannot be read");
    }
  }

  private static BuildException missing(String what, String name) {
    return new BuildException(
        what
            + " is missing\nget it: Debian/Ubuntu 'apt install "
            + name
            + "', Fedora 'dnf install "
            + name
            + "'");
  }
}
