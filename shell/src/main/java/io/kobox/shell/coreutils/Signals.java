package io.kobox.shell.coreutils;

import io.kobox.shell.command.Numbers;
import java.util.Locale;

/** Signal names and numbers. */
public final class Signals {
  private static final String[] NAMES = {
    "EXIT", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV",
    "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
    "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "POLL", "PWR", "SYS"
  };

  private Signals() {}

  /** The number of {@code TERM}, {@code SIGTERM} or {@code 15}; -1: no such signal. */
  public static int number(String text) {
    if (Numbers.isDigits(text)) {
      return text.length() < 3 && Integer.parseInt(text) <= 64 ? Integer.parseInt(text) : -1;
    }
    String name = text.toUpperCase(Locale.ROOT);
    name = name.startsWith("SIG") ? name.substring(3) : name;
    for (int number = 0; number < NAMES.length; number++) {
      if (NAMES[number].equals(name)) {
        return number;
      }
    }
    return -1;
  }

  /** The name without SIG. */
  public static String name(int number) {
    return number >= 0 && number < NAMES.length ? NAMES[number] : Integer.toString(number);
  }

  /** How many signals have names; the first is 1. */
  public static int count() {
    return NAMES.length;
  }
}
