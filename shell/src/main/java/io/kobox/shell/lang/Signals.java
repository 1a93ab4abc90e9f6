package io.kobox.shell.lang;

/** Signal names (without SIG) and what strsignal says of them; x86-64's numbers. */
public final class Signals {
  private static final String[] NAMES = {
    "EXIT", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV",
    "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
    "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"
  };

  private static final String[] TEXTS = {
    "",
    "Hangup",
    "Interrupt",
    "Quit",
    "Illegal instruction",
    "Trace/breakpoint trap",
    "Aborted",
    "Bus error",
    "Floating point exception",
    "Killed",
    "User defined signal 1",
    "Segmentation fault",
    "User defined signal 2",
    "Broken pipe",
    "Alarm clock",
    "Terminated",
    "Stack fault",
    "Child exited",
    "Continued",
    "Stopped (signal)",
    "Stopped",
    "Stopped (tty input)",
    "Stopped (tty output)",
    "Urgent I/O condition",
    "CPU time limit exceeded",
    "File size limit exceeded",
    "Virtual timer expired",
    "Profiling timer expired",
    "Window changed",
    "I/O possible",
    "Power failure",
    "Bad system call"
  };

  private static final int REAL_TIME_FIRST = 34;
  private static final int REAL_TIME_LAST = 64;

  private Signals() {}

  public static String describe(int signal) {
    return signal > 0 && signal < TEXTS.length ? TEXTS[signal] : "Unknown signal #" + signal;
  }

  /** The name; empty: there is no such signal. */
  public static String name(int signal) {
    if (signal >= 0 && signal < NAMES.length) {
      return NAMES[signal];
    }
    if (signal < REAL_TIME_FIRST || signal > REAL_TIME_LAST) {
      return "";
    }
    int middle = REAL_TIME_FIRST + 15;
    if (signal <= middle) {
      return "RTMIN" + (signal == REAL_TIME_FIRST ? "" : "+" + (signal - REAL_TIME_FIRST));
    }
    return "RTMAX" + (signal == REAL_TIME_LAST ? "" : "-" + (REAL_TIME_LAST - signal));
  }

  /** The number of a name (with or without SIG, any case) or of a decimal number; -1: none. */
  public static int number(String text) {
    if (!text.isEmpty() && text.length() < 4 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      int number = Integer.parseInt(text);
      return number <= REAL_TIME_LAST ? number : -1;
    }
    String name = text.toUpperCase(java.util.Locale.ROOT);
    if (name.startsWith("SIG")) {
      name = name.substring(3);
    }
    for (int signal = 0; signal <= REAL_TIME_LAST; signal++) {
      if (!name.isEmpty() && name(signal).equals(name)) {
        return signal;
      }
    }
    return -1;
  }

  /** The last signal number. */
  public static int last() {
    return REAL_TIME_LAST;
  }
}
