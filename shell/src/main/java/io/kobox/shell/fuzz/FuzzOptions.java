package io.kobox.shell.fuzz;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The words after {@code kobox fuzz}. */
final class FuzzOptions {
  static final String HELP =
      """
      usage: kobox [OPTIONS] fuzz [OPTION]... FILE.ko [name=value ...]

      Look for bugs in a module: load it, make system calls on its devices and files, by
      one process and by several at a time, remove it, again and again, and keep what
      reaches code that was not reached before. Parameters that are not given get values,
      too. What the machine's checks find is made as small as it can be and written as a
      test that 'kobox test' runs.

        --target PATH         call this, not all that the module makes in /dev, /proc and
                              /sys; may be given more than once
        --runs N              so many inputs (default 20000)
        --time SECONDS        no longer than that
        --seed N              other inputs (default 1); the same seed makes the same ones
        --corpus DIR          inputs to begin with; those that reach more are added
        --out DIR             where the tests go (default: here)

      Exit status: 0 nothing was found; 1 something was; 2 wrong usage
      """;

  private final List<String> targets = new ArrayList<>();
  private final List<String> words = new ArrayList<>();
  private long runs = 20_000;
  private long seconds = Long.MAX_VALUE;
  private long seed = 1;
  private @Nullable Path corpus;
  private Path out = Path.of("");

  private FuzzOptions() {}

  /** Reads the words; an {@link IllegalArgumentException} says what is wrong with them. */
  static FuzzOptions parse(List<String> given) {
    FuzzOptions options = new FuzzOptions();
    for (int i = 0; i < given.size(); i++) {
      String word = given.get(i);
      if (!word.startsWith("--") || !options.words.isEmpty()) {
        options.words.add(word);
        continue;
      }
      int equals = word.indexOf('=');
      if (equals < 0 && i + 1 == given.size()) {
        throw new IllegalArgumentException(word + ": unknown option, or its value is missing");
      }
      options.set(
          equals < 0 ? word : word.substring(0, equals),
          equals < 0 ? given.get(++i) : word.substring(equals + 1));
    }
    if (options.words.isEmpty()) {
      throw new IllegalArgumentException("which module file? 'kobox fuzz --help' tells more");
    }
    return options;
  }

  private void set(String name, String value) {
    switch (name) {
      case "--target" -> targets.add(FuzzCall.path(value));
      case "--runs" -> runs = positive(name, value);
      case "--time" -> seconds = positive(name, value);
      case "--seed" -> seed = positive(name, value);
      case "--corpus" -> corpus = Path.of(value);
      case "--out" -> out = Path.of(value);
      default -> throw new IllegalArgumentException("unknown option: " + name);
    }
  }

  private static long positive(String name, String value) {
    try {
      long number = Integer.parseInt(value);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(name + ": '" + value + "' is no number above 0");
  }

  List<String> targets() {
    return targets;
  }

  Path module() {
    return Path.of(words.getFirst());
  }

  /** What insmod gets after the file. */
  List<String> arguments() {
    return words.subList(1, words.size());
  }

  long runs() {
    return runs;
  }

  long seconds() {
    return seconds;
  }

  long seed() {
    return seed;
  }

  @Nullable Path corpus() {
    return corpus;
  }

  Path out() {
    return out;
  }
}
