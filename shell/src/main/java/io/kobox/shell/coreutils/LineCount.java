package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Numbers;
import java.util.ArrayList;
import java.util.List;

/** The counts of head and tail. */
final class LineCount {
  private LineCount() {}

  /** {@code -5} as the first argument becomes {@code -n5}. */
  static List<String> modern(List<String> arguments) {
    if (arguments.isEmpty()) {
      return arguments;
    }
    String first = arguments.getFirst();
    if (first.length() < 2 || first.charAt(0) != '-' || !Character.isDigit(first.charAt(1))) {
      return arguments;
    }
    List<String> modern = new ArrayList<>(arguments);
    modern.set(0, "-n" + first.substring(1));
    return modern;
  }

  static long parse(String text) throws CommandException {
    try {
      long count = Numbers.withSuffix(text, "bkm", 512, 1024, 1024 * 1024);
      if (count >= 0) {
        return count;
      }
    } catch (NumberFormatException e) {
      throw CommandException.failure(1, "invalid number '" + text + "'");
    }
    throw CommandException.failure(1, "invalid number '" + text + "'");
  }
}
