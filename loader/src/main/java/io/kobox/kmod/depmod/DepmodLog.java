package io.kobox.kmod.depmod;

/** Where depmod's messages go; texts have no newline at the end. */
public interface DepmodLog {
  void error(String text);

  void warning(String text);

  /** Shown with -v -v. */
  void info(String text);

  /** Prints on standard output with -v. */
  void show(String text);

  /** So many of all modules have been read; for whoever waits. */
  default void read(int done, int all) {}

  /** Logs what ends the program; throw the result. */
  DepmodFailure fatal(String text);
}
