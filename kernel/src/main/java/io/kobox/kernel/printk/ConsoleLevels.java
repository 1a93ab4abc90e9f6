package io.kobox.kernel.printk;

/**
 * The four numbers of {@code /proc/sys/kernel/printk} (kernel/printk/printk.c: console_printk):
 * messages below the console's level go to consoles, messages without a level get the default one.
 */
public final class ConsoleLevels {
  /** LOGLEVEL_DEFAULT: nothing is saved. */
  private static final int NONE = -1;

  private int console = 7;
  private int defaultMessage = 4;
  private int minimumConsole = 1;
  private int defaultConsole = 7;
  private int savedConsole = NONE;

  /** Messages of a lower (more urgent) level go to consoles. */
  public int console() {
    return console;
  }

  /** The level of messages that give none. */
  public int defaultMessage() {
    return defaultMessage;
  }

  /** The lowest value that {@link #console()} can be set to by syslog(2). */
  public int minimumConsole() {
    return minimumConsole;
  }

  /** The console's level at boot. */
  public int defaultConsole() {
    return defaultConsole;
  }

  /** Sets all four, as a write to the sysctl does. */
  public void set(int console, int defaultMessage, int minimumConsole, int defaultConsole) {
    this.console = console;
    this.defaultMessage = defaultMessage;
    this.minimumConsole = minimumConsole;
    this.defaultConsole = defaultConsole;
  }

  /** Whether a console shows messages of {@code level}. */
  public boolean shows(int level) {
    return level < console;
  }

  /** SYSLOG_ACTION_CONSOLE_OFF. */
  void off() {
    if (savedConsole == NONE) {
      savedConsole = console;
    }
    console = minimumConsole;
  }

  /** SYSLOG_ACTION_CONSOLE_ON. */
  void on() {
    if (savedConsole != NONE) {
      console = savedConsole;
      savedConsole = NONE;
    }
  }

  /** SYSLOG_ACTION_CONSOLE_LEVEL. */
  void level(int level) {
    console = Math.max(level, minimumConsole);
    savedConsole = NONE;
  }
}
