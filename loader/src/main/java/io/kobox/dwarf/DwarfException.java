package io.kobox.dwarf;

/** Debug data that is damaged, or of a kind that is not read. */
public final class DwarfException extends Exception {
  private static final long serialVersionUID = 1L;

  public DwarfException(String message) {
    super(message);
  }
}
