package io.kobox.shell.busybox;

import io.kobox.shell.command.CommandException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A POSIX regular expression (with GNU's additions), matched by java.util.regex with a budget, so
 * that a bad expression ends with an error instead of running for ever. Deviation: among
 * alternatives the first that matches is taken, not the longest.
 */
public final class PosixRegex {
  /** Characters looked at in one search; more means catastrophic backtracking. */
  private static final int BUDGET = 20_000_000;

  /** Where it matched; a group that took no part is null. */
  public record Match(int start, int end, List<@Nullable String> groups) {}

  private final Pattern pattern;

  private PosixRegex(Pattern pattern) {
    this.pattern = pattern;
  }

  /** Compiles; {@code status} is the exit status that a bad expression ends the command with. */
  public static PosixRegex compile(String text, boolean extended, boolean ignoreCase, int status)
      throws CommandException {
    return compile(text, extended, ignoreCase, status, "", "");
  }

  /** As {@link #compile}, with Java's syntax around the whole expression. */
  static PosixRegex compile(
      String text, boolean extended, boolean ignoreCase, int status, String before, String after)
      throws CommandException {
    try {
      String java = before + "(?:" + new PosixSyntax(text, extended).translate() + ")" + after;
      int flags = Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
      return new PosixRegex(Pattern.compile(java, flags));
    } catch (IllegalArgumentException | StackOverflowError e) {
      throw CommandException.failure(status, "bad regex '" + text + "'");
    }
  }

  /** The leftmost match at or after {@code from}; null: none. */
  public @Nullable Match find(String text, int from) throws CommandException {
    try {
      Matcher matcher = pattern.matcher(new Budgeted(text, new int[] {BUDGET}, 0, text.length()));
      matcher.useTransparentBounds(true).useAnchoringBounds(false).region(from, text.length());
      if (!matcher.find()) {
        return null;
      }
      List<@Nullable String> groups = new ArrayList<>();
      for (int i = 0; i <= matcher.groupCount(); i++) {
        int start = matcher.start(i);
        groups.add(start < 0 ? null : text.substring(start, matcher.end(i)));
      }
      return new Match(matcher.start(), matcher.end(), groups);
    } catch (BudgetSpent | StackOverflowError e) {
      throw CommandException.failure(2, "regular expression is too expensive to match");
    }
  }

  /** How many groups it has. */
  public int groupCount() {
    return pattern.matcher("").groupCount();
  }

  private static final class BudgetSpent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BudgetSpent() {
      super(null, null, false, false);
    }
  }

  /** A text that counts how often it is looked at. */
  private static final class Budgeted implements CharSequence {
    private final String text;
    private final int[] left;
    private final int start;
    private final int end;

    Budgeted(String text, int[] left, int start, int end) {
      this.text = text;
      this.left = left;
      this.start = start;
      this.end = end;
    }

    @Override
    public int length() {
      return end - start;
    }

    @Override
    public char charAt(int index) {
      if (--left[0] < 0) {
        throw new BudgetSpent();
      }
      return text.charAt(start + index);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return new Budgeted(text, left, start + from, start + to);
    }

    @Override
    public String toString() {
      return text.substring(start, end);
    }
  }
}
