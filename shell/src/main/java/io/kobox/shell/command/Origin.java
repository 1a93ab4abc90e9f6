package io.kobox.shell.command;

/** Which package's words a command speaks: how it reports wrong usage and what its version is. */
public enum Origin {
  COREUTILS("(GNU coreutils) 9.1", false),
  UTIL_LINUX("from util-linux 2.38.1", false),
  PSMISC("(PSmisc) 23.6", false),
  BUSYBOX("", true),
  RIG("", true);

  private final String version;
  private final boolean usageOnError;

  Origin(String version, boolean usageOnError) {
    this.version = version;
    this.usageOnError = usageOnError;
  }

  /** What {@code --version} prints after the program's name; empty: there is no such option. */
  public String version() {
    return version;
  }

  /** Whether wrong usage prints the whole usage, instead of a hint to try {@code --help}. */
  boolean usageOnError() {
    return usageOnError;
  }
}
