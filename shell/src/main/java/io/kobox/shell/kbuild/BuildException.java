package io.kobox.shell.kbuild;

/** What is missing for a build; each line tells one thing, the last one the remedy. */
public final class BuildException extends Exception {
  private static final long serialVersionUID = 1L;

  BuildException(String text) {
    super(text, null, false, false);
  }

  /** The lines, without the {@code kobox: } prefix. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
