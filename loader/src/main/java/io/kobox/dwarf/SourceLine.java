package io.kobox.dwarf;

/**
 * A line of a source file.
 *
 * @param file its path as the compiler was given it, below the directory that it worked in if
 *     relative
 * @param line counted from 1; 0: of no line
 */
public record SourceLine(String file, int line) {
  /** {@code file:line}. */
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
