package io.kobox.shell.busybox;

import io.kobox.shell.command.CommandException;
import org.jspecify.annotations.Nullable;

/**
 * An address of sed: a line number, {@code $} (line -1), a step, a relative count or an expression.
 */
record SedAddress(long line, long step, long relative, @Nullable PosixRegex regex) {
  static final long LAST = -1;

  boolean matches(long number, boolean isLast, String text) throws CommandException {
    if (regex != null) {
      return regex.find(text, 0) != null;
    }
    if (step > 0) {
      return number >= line && (number - line) % step == 0;
    }
    return line == LAST ? isLast : number == line;
  }
}
