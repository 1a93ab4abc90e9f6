package io.kobox.lib.dynamicdebug;

import org.jspecify.annotations.Nullable;

/**
 * What a query does to the flags of a call site (struct flag_settings).
 *
 * @param mask the flags that stay
 * @param flags those that are added then
 */
record DdebugFlags(int mask, int flags) {
  static final int PRINT = 1;
  private static final String LETTERS = "pmflt";

  int apply(int old) {
    return (old & mask) | flags;
  }

  /** ddebug_describe_flags. */
  static String describe(int flags) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LETTERS.length(); i++) {
      if ((flags & (1 << i)) != 0) {
        text.append(LETTERS.charAt(i));
      }
    }
    return text.isEmpty() ? "_" : text.toString();
  }

  /** ddebug_parse_flags: {@code [-+=][pmflt_]*}; null after an error was logged. */
  static @Nullable DdebugFlags parse(String text, DdebugLog log) {
    char operation = text.isEmpty() ? '\0' : text.charAt(0);
    if (operation != '+' && operation != '-' && operation != '=') {
      log.err("bad flag-op " + operation + ", at start of " + text);
      return null;
    }
    log.info(3, "op='" + operation + "'");
    int flags = 0;
    for (char letter : text.substring(1).toCharArray()) {
      int bit = LETTERS.indexOf(letter);
      if (bit >= 0) {
        flags |= 1 << bit;
      } else if (letter != '_') {
        log.err("unknown flag '" + letter + "'");
        return null;
      }
    }
    log.info(3, "flags=0x%x".formatted(flags));
    DdebugFlags parsed =
        switch (operation) {
          case '=' -> new DdebugFlags(0, flags);
          case '+' -> new DdebugFlags(~0, flags);
          default -> new DdebugFlags(~flags, 0);
        };
    log.info(3, "*flagsp=0x%x *maskp=0x%x".formatted(parsed.flags, parsed.mask));
    return parsed;
  }
}
