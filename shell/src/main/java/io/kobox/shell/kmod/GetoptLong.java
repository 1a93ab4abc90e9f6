package io.kobox.shell.kmod;

import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** glibc's getopt_long, with its messages: options and operands may be mixed. */
final class GetoptLong {
  static final int END = -1;
  static final int ERROR = '?';

  /** A long option; {@code value} is what {@link #next} returns for it. */
  record Option(String name, boolean takesArgument, int value) {
    static Option flag(String name, int value) {
      return new Option(name, false, value);
    }

    static Option with(String name, int value) {
      return new Option(name, true, value);
    }
  }

  private final Tool tool;
  private final List<String> argv;
  private final String shortOptions;
  private final boolean stopAtOperand;
  private final List<Option> longOptions;
  private final List<String> operands = new ArrayList<>();
  private int index = 1;
  private int inCluster;
  private String argument = "";
  private @Nullable Option longOption;

  /** {@code shortOptions} as for getopt: "ab:c", "+ab" stops at the first operand. */
  GetoptLong(Tool tool, List<String> argv, String shortOptions, List<Option> longOptions) {
    this.tool = tool;
    this.argv = argv;
    this.stopAtOperand = shortOptions.startsWith("+");
    this.shortOptions = stopAtOperand ? shortOptions.substring(1) : shortOptions;
    this.longOptions = longOptions;
  }

  /** The next option's character or value, {@link #ERROR} after a message, {@link #END}. */
  int next() throws ErrnoException {
    longOption = null;
    if (inCluster > 0) {
      return nextShort();
    }
    while (index < argv.size()) {
      String word = argv.get(index);
      if (word.equals("--")) {
        index++;
        break;
      }
      if (word.length() > 1 && word.charAt(0) == '-') {
        index++;
        if (word.startsWith("--")) {
          return nextLong(word.substring(2));
        }
        inCluster = 1;
        return nextShort();
      }
      if (stopAtOperand) {
        break;
      }
      operands.add(word);
      index++;
    }
    operands.addAll(argv.subList(index, argv.size()));
    index = argv.size();
    return END;
  }

  /** The argument of the last option that takes one (optarg). */
  String argument() {
    return argument;
  }

  /** The last option's long name if it was given by that. */
  @Nullable String longName() {
    return longOption == null ? null : longOption.name;
  }

  /** What is no option; complete once {@link #next} returned {@link #END}. */
  List<String> operands() {
    return operands;
  }

  private int nextShort() throws ErrnoException {
    String word = argv.get(index - 1);
    char c = word.charAt(inCluster++);
    boolean last = inCluster == word.length();
    int at = c == ':' || c == ';' ? -1 : shortOptions.indexOf(c);
    if (at < 0) {
      inCluster = last ? 0 : inCluster;
      return fail("invalid option -- '" + c + "'");
    }
    if (!shortOptions.startsWith(":", at + 1)) {
      inCluster = last ? 0 : inCluster;
      return c;
    }
    if (!last) {
      argument = word.substring(inCluster);
    } else if (index < argv.size()) {
      argument = argv.get(index++);
    } else {
      inCluster = 0;
      return fail("option requires an argument -- '" + c + "'");
    }
    inCluster = 0;
    return c;
  }

  private int nextLong(String text) throws ErrnoException {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    List<Option> matches = matches(name);
    if (matches.isEmpty()) {
      return fail("unrecognized option '--" + text + "'");
    }
    if (matches.size() > 1) {
      StringBuilder message =
          new StringBuilder("option '--" + text + "' is ambiguous; possibilities:");
      matches.forEach(option -> message.append(" '--").append(option.name).append('\''));
      return fail(message.toString());
    }
    Option option = matches.getFirst();
    if (equals >= 0 && !option.takesArgument) {
      return fail("option '--" + option.name + "' doesn't allow an argument");
    }
    if (option.takesArgument) {
      if (equals >= 0) {
        argument = text.substring(equals + 1);
      } else if (index < argv.size()) {
        argument = argv.get(index++);
      } else {
        return fail("option '--" + option.name + "' requires an argument");
      }
    }
    longOption = option;
    return option.value;
  }

  /** The exact match, or the options it abbreviates; of those that mean the same, one. */
  private List<Option> matches(String name) {
    List<Option> matches = new ArrayList<>();
    for (Option option : longOptions) {
      if (option.name.equals(name)) {
        return List.of(option);
      }
      if (option.name.startsWith(name) && (matches.isEmpty() || differs(option, matches))) {
        matches.add(option);
      }
    }
    return matches;
  }

  private static boolean differs(Option option, List<Option> matches) {
    Option first = matches.getFirst();
    return option.value != first.value || option.takesArgument != first.takesArgument;
  }

  private int fail(String text) throws ErrnoException {
    tool.printError(argv.getFirst() + ": " + text + "\n");
    return ERROR;
  }
}
