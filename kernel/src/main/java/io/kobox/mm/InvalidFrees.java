package io.kobox.mm;

/** What becomes of a kfree of something that is no object in use. */
@FunctionalInterface
public interface InvalidFrees {
  /** Ends as in Linux: in a BUG, in a page fault, in a warning, or in silence. */
  void free(long address);
}
