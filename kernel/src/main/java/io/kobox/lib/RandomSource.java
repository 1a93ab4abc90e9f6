package io.kobox.lib;

/** Where random numbers come from: the machine's seeded generator. */
public interface RandomSource {
  /** The next 64 bits. */
  long next();
}
