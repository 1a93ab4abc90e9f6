package io.kobox.lib;

/** Where library functions that return new memory take it from. */
public interface Kmalloc {
  /** The address of {@code size} new bytes; 0 if there is no memory. */
  long kmalloc(long size, int gfp);
}
