package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Numbers;
import java.util.ArrayList;
import java.util.List;

/** The list of cut: {@code 1,3-5,7-}. */
final class Ranges {
  private final List<long[]> ranges = new ArrayList<>();

  private Ranges() {}

  static Ranges parse(String list) throws CommandException {
    Ranges result = new Ranges();
    for (String item : list.split(",", 0)) {
      if (item.isEmpty()) {
        continue;
      }
      int dash = item.indexOf('-');
      long low = dash == 0 ? 1 : number(dash < 0 ? item : item.substring(0, dash));
      long high =
          dash < 0
              ? low
              : dash + 1 == item.length() ? Long.MAX_VALUE : number(item.substring(dash + 1));
      result.ranges.add(new long[] {low, high});
    }
    if (result.ranges.isEmpty()) {
      throw CommandException.failure(1, "missing list of positions");
    }
    return result;
  }

  private static long number(String text) throws CommandException {
    if (!Numbers.isDigits(text) || text.length() > 18) {
      throw CommandException.failure(1, "invalid number '" + text + "'");
    }
    return Long.parseLong(text);
  }

  /** Whether the one-based {@code position} is in the list. */
  boolean contains(long position) {
    for (long[] range : ranges) {
      if (position >= range[0] && position <= range[1]) {
        return true;
      }
    }
    return false;
  }
}
