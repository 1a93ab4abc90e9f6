package io.kobox.lib.fault;

import java.util.Locale;

/**
 * Which calls of a function fail: {@code kmalloc:3} the third, {@code kmalloc:}{@code *}{@code /10}
 * every tenth, {@code kmalloc} or {@code kmalloc:}{@code *} all. The function {@code *} is any
 * failable one.
 */
final class FaultRule {
  private final String function;
  private final long nth;
  private final long every;
  private long calls;

  private FaultRule(String function, long nth, long every) {
    this.function = function;
    this.nth = nth;
    this.every = every;
  }

  /** Reads a rule; IllegalArgumentException says what is wrong. */
  static FaultRule parse(String text) {
    int colon = text.lastIndexOf(':');
    String function = colon < 0 ? text : text.substring(0, colon);
    String when = colon < 0 ? "*" : text.substring(colon + 1);
    if (function.isEmpty()) {
      throw new IllegalArgumentException("'" + text + "' names no function");
    }
    if (when.equals("*")) {
      return new FaultRule(function, 0, 1);
    }
    boolean repeated = when.startsWith("*/");
    try {
      long number = Long.parseLong(repeated ? when.substring(2) : when);
      if (number > 0) {
        return new FaultRule(function, repeated ? 0 : number, repeated ? number : 0);
      }
    } catch (NumberFormatException e) {
      throw wrong(text, e);
    }
    throw wrong(text, null);
  }

  private static IllegalArgumentException wrong(
      String text, @org.jspecify.annotations.Nullable NumberFormatException cause) {
    return new IllegalArgumentException(
        String.format(Locale.ROOT, "'%s' is not FUNCTION:N, FUNCTION:* or FUNCTION:*/N", text),
        cause);
  }

  /** Whether the rule is about {@code name}, one of the failable functions. */
  boolean concerns(String name) {
    return function.equals("*")
        || function.equals(name)
        || Failable.family(name).equals(Failable.family(function));
  }

  /** Counts a call; whether it fails. */
  boolean call() {
    calls++;
    return nth > 0 ? calls == nth : calls % every == 0;
  }

  @Override
  public String toString() {
    return function;
  }
}
