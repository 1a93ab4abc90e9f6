package io.kobox.shell;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The words after {@code kobox test}. */
final class TestOptions {
  static final String HELP =
      """
      usage: kobox [OPTIONS] test [OPTION]... PATH...

      Run tests, each on a machine of its own. PATH is
        FILE.kbt     a shell script; its functions test_* are the tests, setup and
                     teardown stand around each. Besides the machine's commands it has
                     expect TEXT COMMAND    the command succeeds and prints the text
                     fails [-s STATUS] [-m TEXT] COMMAND    the command fails
                     expect_log, no_log [-l LEVEL] [-E] TEXT    the kernel's log
                     expect_report TEXT     the checks have reported this
                     fault FUNCTION:WHEN    calls fail from now on, as with --fail
                     skip REASON            the test cannot be run
        FILE.ko      a module: it is loaded and removed, or its KUnit suites are run
        SCRIPT       as of kselftest: exit status 0 passes, 4 is skipped
        FOLDER       all .kbt files in it
      Paths in a test are relative to its file's folder. A test also fails when the
      machine's checks find something.

        --filter REGEX        only tests with this in "FILE NAME"
        --repeat N            each test N times, with the seeds from --seed on
        --seed N|random       the first seed; with any but 0 tasks lose the CPU by chance
        --jobs N              so many machines at a time (default: the number of CPUs)
        --junit-xml FILE      the results as XML, too
        --coverage[=FILE]     which source lines of the modules ran: a table and, for lcov
                              and genhtml, a file

      Exit status: 0 all passed or were skipped; 1 a test failed; 2 wrong usage
      """;

  private final List<String> paths = new ArrayList<>();
  private @Nullable Pattern filter;
  private @Nullable Path junitXml;
  private boolean coverage;
  private @Nullable Path coverageFile;
  private int repeat = 1;
  private long seed;
  private int jobs = Runtime.getRuntime().availableProcessors();

  private TestOptions() {}

  /** Reads the words; {@link UsageException} says what is wrong with them. */
  static TestOptions parse(List<String> words) throws UsageException {
    TestOptions options = new TestOptions();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (!word.startsWith("--")) {
        options.paths.add(word);
        continue;
      }
      if (word.equals("--coverage")) {
        options.coverage = true;
        continue;
      }
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      if (equals < 0 && i + 1 == words.size()) {
        throw new UsageException("test: " + word + ": unknown option, or its value is missing");
      }
      options.set(name, equals < 0 ? words.get(++i) : word.substring(equals + 1));
    }
    if (options.paths.isEmpty()) {
      throw new UsageException("test: which files? 'kobox test --help' tells more");
    }
    return options;
  }

  private void set(String name, String value) throws UsageException {
    try {
      switch (name) {
        case "--filter" -> filter = Pattern.compile(value);
        case "--coverage" -> {
          coverage = true;
          coverageFile = Path.of(value);
        }
        case "--repeat" -> repeat = positive(value);
        case "--jobs" -> jobs = positive(value);
        case "--junit-xml" -> junitXml = Path.of(value);
        case "--seed" ->
            seed =
                value.equals("random")
                    ? 1 + new SecureRandom().nextInt(Integer.MAX_VALUE)
                    : Long.decode(value);
        default -> throw new UsageException("test: unknown option: " + name);
      }
    } catch (NumberFormatException e) {
      throw new UsageException("test: " + name + ": '" + value + "' is no number");
    } catch (PatternSyntaxException e) {
      throw new UsageException("test: " + name + ": '" + value + "' is no regular expression");
    }
  }

  private static int positive(String value) {
    int number = Integer.parseInt(value);
    if (number <= 0) {
      throw new NumberFormatException(value);
    }
    return number;
  }

  List<String> paths() {
    return paths;
  }

  boolean selects(String title) {
    return filter == null || filter.matcher(title).find();
  }

  @Nullable Path junitXml() {
    return junitXml;
  }

  boolean coverage() {
    return coverage;
  }

  @Nullable Path coverageFile() {
    return coverageFile;
  }

  int repeat() {
    return repeat;
  }

  long seed() {
    return seed;
  }

  int jobs() {
    return jobs;
  }
}
