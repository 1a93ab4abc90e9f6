package io.kobox.shell.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Arguments taken apart as glibc's getopt_long does, with its error texts. Operands may stand
 * between options unless the short options start with {@code +}.
 */
public final class Options {
  /** One option as given; {@code letter} stands for its long name too. */
  public record Option(char letter, @Nullable String argument) {}

  private final String shorts;
  private final String[] longs;
  private final List<Option> options = new ArrayList<>();
  private final List<String> operands = new ArrayList<>();

  private Options(String shorts, String[] longs) {
    this.shorts = shorts;
    this.longs = longs;
  }

  /**
   * Parses {@code arguments}. {@code shorts} is getopt's string: a letter, {@code :} after one that
   * takes an argument, {@code ::} after one that may. Each of {@code longs} is {@code "name=x"}
   * where x is the letter it stands for (any char in {@code shorts}, also one nobody types).
   */
  public static Options parse(List<String> arguments, String shorts, String... longs)
      throws CommandException {
    Options result = new Options(shorts, longs);
    result.parse(arguments);
    return result;
  }

  /** The options in their order. */
  public List<Option> options() {
    return options;
  }

  public List<String> operands() {
    return operands;
  }

  public boolean has(char letter) {
    for (Option option : options) {
      if (option.letter == letter) {
        return true;
      }
    }
    return false;
  }

  /** The argument of the last such option; null if it was not given. */
  public @Nullable String argument(char letter) {
    String found = null;
    for (Option option : options) {
      if (option.letter == letter) {
        found = option.argument;
      }
    }
    return found;
  }

  /** The last given of {@code letters}; 0 if none was. */
  public char last(String letters) {
    char found = 0;
    for (Option option : options) {
      if (letters.indexOf(option.letter) >= 0) {
        found = option.letter;
      }
    }
    return found;
  }

  private void parse(List<String> arguments) throws CommandException {
    boolean inOrder = shorts.startsWith("+");
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--") || (inOrder && !isOption(argument))) {
        int first = argument.equals("--") ? i + 1 : i;
        operands.addAll(arguments.subList(first, arguments.size()));
        return;
      }
      String next = i + 1 < arguments.size() ? arguments.get(i + 1) : null;
      if (!isOption(argument)) {
        operands.add(argument);
      } else if (argument.startsWith("--") ? longOption(argument, next) : letters(argument, next)) {
        i++;
      }
    }
  }

  private static boolean isOption(String argument) {
    return argument.length() > 1 && argument.charAt(0) == '-';
  }

  /** A cluster like {@code -xvn5}; true if it took the next argument. */
  private boolean letters(String cluster, @Nullable String next) throws CommandException {
    for (int i = 1; i < cluster.length(); i++) {
      char letter = cluster.charAt(i);
      if (letter == ':' || letter == '+' || shorts.indexOf(letter) < 0) {
        throw CommandException.usage("invalid option -- '" + letter + "'");
      }
      if (!takesArgument(letter)) {
        options.add(new Option(letter, null));
        continue;
      }
      if (i + 1 < cluster.length()) {
        options.add(new Option(letter, cluster.substring(i + 1)));
        return false;
      }
      if (argumentIsOptional(letter)) {
        options.add(new Option(letter, null));
        return false;
      }
      if (next == null) {
        throw CommandException.usage("option requires an argument -- '" + letter + "'");
      }
      options.add(new Option(letter, next));
      return true;
    }
    return false;
  }

  /** {@code --name} or {@code --name=value}, the name maybe cut short; true if it took the next. */
  private boolean longOption(String argument, @Nullable String next) throws CommandException {
    int equals = argument.indexOf('=');
    String name = argument.substring(2, equals < 0 ? argument.length() : equals);
    String value = equals < 0 ? null : argument.substring(equals + 1);
    if (name.equals("help")) {
      throw CommandException.help();
    }
    if (name.equals("version")) {
      throw CommandException.version();
    }
    String full = fullName(name, argument);
    char letter = full.charAt(full.length() - 1);
    String shown = "option '--" + full.substring(0, full.length() - 2) + "'";
    if (value != null && !takesArgument(letter)) {
      throw CommandException.usage(shown + " doesn't allow an argument");
    }
    if (value != null || !takesArgument(letter) || argumentIsOptional(letter)) {
      options.add(new Option(letter, value));
      return false;
    }
    if (next == null) {
      throw CommandException.usage(shown + " requires an argument");
    }
    options.add(new Option(letter, next));
    return true;
  }

  private String fullName(String name, String argument) throws CommandException {
    List<String> candidates = new ArrayList<>();
    for (String candidate : longs) {
      if (candidate.length() == name.length() + 2 && candidate.startsWith(name)) {
        return candidate;
      }
      if (candidate.startsWith(name) && candidate.length() > name.length() + 2) {
        candidates.add(candidate);
      }
    }
    if (candidates.isEmpty()) {
      throw CommandException.usage("unrecognized option '" + argument + "'");
    }
    char letter = candidates.getFirst().charAt(candidates.getFirst().length() - 1);
    StringBuilder possibilities = new StringBuilder();
    boolean ambiguous = false;
    for (String candidate : candidates) {
      possibilities.append(" '--").append(candidate, 0, candidate.length() - 2).append('\'');
      ambiguous |= candidate.charAt(candidate.length() - 1) != letter;
    }
    if (ambiguous) {
      throw CommandException.usage(
          "option '" + argument + "' is ambiguous; possibilities:" + possibilities);
    }
    return candidates.getFirst();
  }

  private boolean takesArgument(char letter) {
    int at = shorts.indexOf(letter);
    return at + 1 < shorts.length() && shorts.charAt(at + 1) == ':';
  }

  private boolean argumentIsOptional(char letter) {
    int at = shorts.indexOf(letter);
    return at + 2 < shorts.length() && shorts.charAt(at + 2) == ':';
  }
}
