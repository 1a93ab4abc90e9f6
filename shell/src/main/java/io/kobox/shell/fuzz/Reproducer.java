package io.kobox.shell.fuzz;

import java.nio.file.Path;

/** An input that finds something, as a test for {@code kobox test}. */
final class Reproducer {
  private Reproducer() {}

  /**
   * The text of the file.
   *
   * @param folder where it will be: paths in tests are relative to that
   */
  static String of(Finding finding, FuzzInput input, FuzzModule module, Path folder) {
    StringBuilder text = new StringBuilder("# Found by kobox fuzz:\n");
    for (String report : finding.reports()) {
      report.lines().forEach(line -> text.append("#   ").append(line).append('\n'));
    }
    text.append("test_").append(name(finding.key())).append("() {\n  insmod ");
    text.append(quoted(relative(module.file(), folder)));
    module.arguments(input).forEach(word -> text.append(' ').append(quoted(word)));
    text.append("\n  syscalls << 'END'\n");
    input.lines().forEach(line -> text.append(line).append('\n'));
    return text.append("END\n}\n").toString();
  }

  private static String relative(Path module, Path folder) {
    Path absolute = module.toAbsolutePath().normalize();
    Path from = folder.toAbsolutePath().normalize();
    return absolute.startsWith(from) ? from.relativize(absolute).toString() : absolute.toString();
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./=,+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** What a function may be called. */
  private static String name(String key) {
    String name = key.replaceAll("\\bN\\b|[^A-Za-z]", "_").replaceAll("_+", "_");
    name = name.replaceAll("^_|_$", "");
    return name.length() > 50 ? name.substring(0, 50) : name;
  }
}
