package io.kobox.shell.lab;

import io.kobox.shell.test.TestCase;
import io.kobox.shell.test.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A lab: {@code README.md}, {@code check.kbt}, {@code hints.md}, and the folders {@code starter},
 * {@code solution} and {@code wrong}.
 *
 * @param folder where it is
 */
public record Lab(Path folder) {
  private static final String TIME = "Time: ";

  /** The folder's name, {@code 01-first-module}. */
  public String name() {
    return String.valueOf(folder.getFileName());
  }

  /** What the README has as its first heading. */
  public String title() throws IOException {
    return line("# ");
  }

  /** How long it takes, as the README says after {@code Time:}. */
  public String time() throws IOException {
    return line(TIME);
  }

  private String line(String start) throws IOException {
    return readme()
        .lines()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .findFirst()
        .orElse("");
  }

  /** The text of the lab, in Markdown. */
  public String readme() throws IOException {
    return Files.readString(folder.resolve("README.md"));
  }

  /** What a student begins with. */
  public Path starter() {
    return folder.resolve("starter");
  }

  /** A finished one; its README has the answers to the questions. */
  public Path solution() {
    return folder.resolve("solution");
  }

  /** Answers with a mistake each, by name; each name begins with the step that finds it. */
  public List<Path> wrong() throws IOException {
    Path wrong = folder.resolve("wrong");
    return Files.isDirectory(wrong) ? sorted(wrong) : List.of();
  }

  /** The names of the modules that have to be built. */
  public List<String> modules() throws IOException {
    return sorted(solution()).stream()
        .map(file -> String.valueOf(file.getFileName()))
        .filter(name -> name.endsWith(".ko"))
        .toList();
  }

  /** The hints, in order: the sections of {@code hints.md}. */
  public List<String> hints() throws IOException {
    List<String> hints = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("hints.md"))) {
      if (line.startsWith("## ")) {
        hints.add(line + "\n");
      } else if (!hints.isEmpty()) {
        hints.add(hints.removeLast() + line + "\n");
      }
    }
    return hints;
  }

  /** The steps of the check. */
  public List<LabStep> steps() throws IOException, LabException {
    Path file = folder.resolve("check.kbt");
    String text = Files.readString(file);
    List<LabStep> steps = new ArrayList<>();
    for (TestCase test : TestFiles.find(List.of(file.toString()))) {
      if (test.kind() != TestCase.Kind.FUNCTION) {
        throw new LabException(file + ": has a syntax error, or no step");
      }
      steps.add(LabStep.of(steps.size() + 1, test, text));
    }
    return steps;
  }

  static List<Path> sorted(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
