package io.kobox.fs.chrdev;

/** Where /dev/random's bytes come from: the same seed gives the same bytes. */
@FunctionalInterface
public interface RandomSource {
  /** Fills {@code count} bytes from {@code offset}. */
  void fill(byte[] target, int offset, int count);
}
