package io.kobox.shell.test;

import java.nio.file.Path;
import java.util.Objects;

/**
 * One test.
 *
 * @param directory where it runs, an absolute path
 * @param file where it is written
 * @param name its name, within the file
 * @param kind what has to be run
 */
public record TestCase(Path directory, Path file, String name, Kind kind) {
  /** KUnit and what else the module needs comes from its folder or the machine's modules. */
  private static final String KUNIT_SCRIPT =
      """
      needs() {
        local module file
        for module in "$@"; do
          file=$(ls "$folder" | grep -x "$(echo "$module" | sed 's/_/[-_]/g')[.]ko" | head -n 1)
          if grep -q "^$module " /proc/modules; then
            :
          elif [ -n "$file" ]; then
            needs $(modinfo -F depends "$folder/$file" | tr , ' ') && insmod "$folder/$file" || return
          elif [ "$module" = kunit ] && ! modprobe -n -q kunit; then
            skip 'there is no kunit.ko, neither beside it nor in /lib/modules (tools/kunit/build makes one)'
            return
          else
            modprobe "$module" || return
          fi
        done
      }
      folder=$(dirname FILE)
      needs kunit $(modinfo -F depends FILE | tr , ' ') && insmod FILE
      """;

  /** A test that runs in its file's folder. */
  public TestCase(Path file, String name, Kind kind) {
    this(Objects.requireNonNull(file.toAbsolutePath().normalize().getParent()), file, name, kind);
  }

  /** The same test, run in another folder. */
  public TestCase in(Path folder) {
    return new TestCase(folder.toAbsolutePath().normalize(), file, name, kind);
  }

  /** How a test is written. */
  public enum Kind {
    /** A function of a .kbt file. */
    FUNCTION,
    /** A whole .kbt file. */
    FILE,
    /** A script as those of kselftest: exit status 0, 4 is skipped. */
    SCRIPT,
    /** A module: it is loaded and removed. */
    MODULE,
    /** A module with KUnit suites. */
    KUNIT
  }

  /** The file's name and the test's. */
  public String title() {
    return file + " " + name;
  }

  /** The shell's commands that are the test. */
  public String script() {
    Path absolute = file.toAbsolutePath().normalize();
    String path =
        directory.equals(absolute.getParent()) ? "./" + file.getFileName() : absolute.toString();
    String quoted = "'" + path.replace("'", "'\\''") + "'";
    return switch (kind) {
      case FUNCTION ->
          "set -e\n. "
              + quoted
              + "\nif command -v setup > /dev/null; then setup; fi\n"
              + name
              + "\nif command -v teardown > /dev/null; then teardown; fi\n";
      case FILE -> "set -e\n. " + quoted + "\n";
      case SCRIPT -> "sh " + quoted + "\n";
      case MODULE -> "insmod " + quoted + "\n";
      case KUNIT -> KUNIT_SCRIPT.replace("FILE", quoted);
    };
  }
}
