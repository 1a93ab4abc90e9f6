package io.kobox.dwarf;

/** Debug information that is damaged, or of a kind that is not known here. */
public final class DwarfException extends Exception {
  private static final long serialVersionUID = 1;

  DwarfException(String message) {
    super(message);
  }
}
