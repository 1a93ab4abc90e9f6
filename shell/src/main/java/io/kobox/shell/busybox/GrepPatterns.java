package io.kobox.shell.busybox;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The patterns of one grep: a line matches if one of them does. */
final class GrepPatterns {
  private final List<PosixRegex> expressions = new ArrayList<>();
  private final List<String> literals = new ArrayList<>();
  private final boolean ignoreCase;

  private GrepPatterns(boolean ignoreCase) {
    this.ignoreCase = ignoreCase;
  }

  static GrepPatterns compile(List<String> patterns, Options options, char implied)
      throws CommandException {
    boolean ignoreCase = options.has('i') || options.has('y');
    GrepPatterns result = new GrepPatterns(ignoreCase);
    boolean fixed = options.has('F') || implied == 'F';
    boolean word = options.has('w');
    boolean line = options.has('x');
    for (String pattern : patterns) {
      if (fixed && !word && !line) {
        result.literals.add(ignoreCase ? pattern.toLowerCase(Locale.ROOT) : pattern);
        continue;
      }
      String before = line ? "\\A" : word ? "(?<!\\w)" : "";
      String after = line ? "\\z" : word ? "(?!\\w)" : "";
      String posix = fixed ? quoted(pattern) : pattern;
      boolean extended = !fixed && (options.has('E') || implied == 'E');
      result.expressions.add(PosixRegex.compile(posix, extended, ignoreCase, 2, before, after));
    }
    return result;
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder();
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      quoted.append("\\.[*^$".indexOf(c) >= 0 ? "\\" : "").append(c);
    }
    return quoted.toString();
  }

  /** The first match at or after {@code from}; {start, end}, null: none. */
  int @Nullable [] find(String line, int from) throws CommandException {
    int start = Integer.MAX_VALUE;
    int end = -1;
    for (PosixRegex expression : expressions) {
      PosixRegex.Match match = expression.find(line, from);
      if (match != null
          && (match.start() < start || (match.start() == start && match.end() > end))) {
        start = match.start();
        end = match.end();
      }
    }
    String text = ignoreCase && !literals.isEmpty() ? line.toLowerCase(Locale.ROOT) : line;
    for (String literal : literals) {
      int at = text.indexOf(literal, from);
      if (at >= 0 && (at < start || (at == start && at + literal.length() > end))) {
        start = at;
        end = at + literal.length();
      }
    }
    return end < 0 ? null : new int[] {start, end};
  }
}
